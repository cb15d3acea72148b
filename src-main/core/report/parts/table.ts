import type { VNode } from 'vue';
import { element, type Content } from '../element.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => Content;
  /** Numbers stand under each other. */
  readonly isNumber?: true;
}

/**
 * A table with a caption, which says what it lists also to those who do not see it. Its first column names the rows. Where it
 * is narrow, the style makes a card of each row: then roles and titles have to be told, which a table tells by itself.
 */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): VNode {
  return element(
    'table',
    { role: 'table' },
    element('caption', {}, caption),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, columns.map(headOf))),
    element(
      'tbody',
      { role: 'rowgroup' },
      rows.map((row) =>
        element(
          'tr',
          { role: 'row' },
          columns.map((column, index) => cellOf(column, row, index)),
        ),
      ),
    ),
  );
}

function headOf<Row>({ title, isNumber }: Column<Row>): VNode {
  return element('th', { role: 'columnheader', scope: 'col', class: isNumber && 'number' }, title);
}

function cellOf<Row>({ title, value, isNumber }: Column<Row>, row: Row, index: number): VNode {
  const attributes = { class: isNumber && 'number', 'data-title': title };
  return index === 0
    ? element('th', { role: 'rowheader', scope: 'row', ...attributes }, value(row))
    : element('td', { role: 'cell', ...attributes }, value(row));
}
