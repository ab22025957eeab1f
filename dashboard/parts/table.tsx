/** Rows of one kind as a table, each column said once: its head, its cells, and how a phone shows it. */
import type { ComponentChildren } from 'preact';
import { Scroll } from './scroll.tsx';

export interface TableColumn<T> {
  readonly title: string;
  /** What is read aloud alone: the column is told by what is in it. */
  readonly isTitleHidden?: boolean;
  readonly isNumber?: boolean;
  cell(row: T): ComponentChildren;
}

export interface TableProps<T> {
  readonly label: string;
  /** The first one names the row. */
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  keyOf(row: T): string | number;
  /** On a phone each row stands by itself, its cells with their titles; else it scrolls. */
  readonly isStacked?: boolean;
}

export function Table<T>({ label, columns, rows, keyOf, isStacked = false }: TableProps<T>) {
  return (
    <Scroll label={label}>
      <table class={isStacked ? 'stacked' : ''}>
        <thead>
          <tr>
            {columns.map(({ title, isTitleHidden, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? 'number' : ''}>
                {isTitleHidden ? <span class="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, isNumber, cell }, place) =>
                place === 0 ? (
                  <th key={title} scope="row" class="row-head">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} class={isNumber ? 'number' : ''} data-label={title}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
