import type { VNode } from 'vue';
import { element, type Content } from '../element.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => Content;
  /** Numbers stand under each other. */
  readonly isNumber?: true;
}

/** A table with a caption, which says what it lists also to those who do not see it. Its first column names the rows. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): VNode {
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, columns.map(headOf))),
    element(
      'tbody',
      {},
      rows.map((row) => element('tr', {}, columns.map((column, index) => cellOf(column, row, index)))),
    ),
  );
}

function headOf<Row>({ title, isNumber }: Column<Row>): VNode {
  return element('th', { scope: 'col', class: isNumber && 'number' }, title);
}

function cellOf<Row>({ value, isNumber }: Column<Row>, row: Row, index: number): VNode {
  const attributes = { class: isNumber && 'number' };
  return index === 0
    ? element('th', { ...attributes, scope: 'row' }, value(row))
    : element('td', attributes, value(row));
}
