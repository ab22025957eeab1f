/** Gathers what DuckDB gives, some thousand rows at once, into chunks of the size that was asked for. */
import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';

/** `number`: integers, floats, booleans as 0 and 1, timestamps as seconds since 1970. `text`: anything, as JSON would say it. */
export interface WantedColumn {
  readonly name: string;
  readonly form: 'number' | 'text';
}

export interface TableChunk {
  readonly rows: number;
  /** Of a column wanted as numbers: `rows` of them, NaN where it is null. @throws RangeError for another column. */
  numbers(column: string): Float64Array;
  /** Of a column wanted as text: `rows` of them. @throws RangeError for another column. */
  texts(column: string): readonly (string | null)[];
}

type Texts = (string | null)[];

/** @param source chunks whose columns are `wanted`, numbers as DOUBLE. */
export async function* collectChunks(
  source: AsyncGenerator<DuckDBDataChunk, void, void>,
  wanted: readonly WantedColumn[],
  chunkRows: number,
): AsyncGenerator<TableChunk, void, void> {
  let room = emptyRoom(wanted, chunkRows);
  for await (const chunk of source) {
    const vectors = wanted.map((_, index) => chunk.getColumnVector(index));
    for (let from = 0; from < chunk.rowCount; ) {
      const to = Math.min(chunk.rowCount, from + chunkRows - room.rows);
      vectors.forEach((vector, index) => {
        take(room, wanted[index] as WantedColumn, vector, from, to);
      });
      room.rows += to - from;
      from = to;
      if (room.rows < chunkRows) continue;
      yield finish(room);
      room = emptyRoom(wanted, chunkRows);
    }
  }
  if (room.rows > 0) yield finish(room);
}

interface Room {
  rows: number;
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly texts: ReadonlyMap<string, Texts>;
}

function emptyRoom(wanted: readonly WantedColumn[], chunkRows: number): Room {
  const of = (form: WantedColumn['form']): WantedColumn[] => wanted.filter((column) => column.form === form);
  return {
    rows: 0,
    numbers: new Map(of('number').map(({ name }) => [name, new Float64Array(chunkRows)])),
    texts: new Map(of('text').map(({ name }) => [name, []])),
  };
}

function take(room: Room, { name, form }: WantedColumn, vector: DuckDBVector, from: number, to: number): void {
  if (form === 'number') {
    const numbers = room.numbers.get(name) as Float64Array;
    const shift = room.rows - from;
    for (let row = from; row < to; row++) numbers[row + shift] = (vector.getItem(row) as number | null) ?? Number.NaN;
    return;
  }
  const texts = room.texts.get(name) as Texts;
  for (let row = from; row < to; row++) {
    const value = vector.getItem(row);
    texts.push(value === null ? null : String(value));
  }
}

function finish({ rows, numbers, texts }: Room): TableChunk {
  const find = <T>(columns: ReadonlyMap<string, T>, name: string): T => {
    const found = columns.get(name);
    if (!found) throw new RangeError(`Expected a column that was asked for. Received: ${JSON.stringify(name)}.`);
    return found;
  };
  return {
    rows,
    numbers: (column) => find(numbers, column).subarray(0, rows),
    texts: (column) => find(texts, column),
  };
}
