/** A list that is longer than one answer: its items one after the other, or page by page, each asked for when it is needed. */

export interface Page<T> {
  readonly data: readonly T[];
  readonly hasMore: boolean;
}

export class Pages<T> implements AsyncIterable<T> {
  readonly #load: (after: string | undefined) => Promise<Page<T>>;
  readonly #key: (item: T) => string;

  /** @internal @param load the page after an item. @param key what an item is called there. */
  constructor(load: (after: string | undefined) => Promise<Page<T>>, key: (item: T) => string) {
    this.#load = load;
    this.#key = key;
  }

  /** The items, over all pages. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const { data } of this.pages()) yield* data;
  }

  /** The pages. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#load(after);
      yield page;
      const last = page.data.at(-1);
      if (!page.hasMore || last === undefined) return;
      after = this.#key(last);
    }
  }

  /** The first items, as a list. */
  async first(count: number): Promise<T[]> {
    const items: T[] = [];
    if (count <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= count) break;
    }
    return items;
  }
}
