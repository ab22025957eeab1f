/** A series that may grow for ever in bounded room: where it is full every other point goes, and later ones come as far apart. */
export interface Point {
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

const POINTS_MAX = 1000;

export class Thinned {
  #points: Point[] = [];
  #last: Point | undefined;
  #apart = 0;

  /** One before the last, as of a training that went back to a checkpoint, replaces those after it. */
  add(point: Point): void {
    if (this.#last && point.at <= this.#last.at) this.#points = this.#points.filter(({ at }) => at < point.at);
    this.#last = point;
    const before = this.#points.at(-1);
    if (before && point.at - before.at < this.#apart) return;
    this.#points.push(point);
    if (this.#points.length <= POINTS_MAX) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#apart = (point.at - (this.#points[0]?.at ?? 0)) / this.#points.length;
  }

  /** With the last one, whatever is between. */
  get points(): readonly Point[] {
    const last = this.#last;
    return last && this.#points.at(-1) !== last ? [...this.#points, last] : [...this.#points];
  }
}
