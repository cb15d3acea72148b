import { locale } from '../../text/language.ts';
import { factsOf, type ImageRow } from './image-row.ts';

/** What the list can be sorted by. */
export const orderings = ['name', 'virtualSize', 'allocatedSize', 'openedAt'] as const;
export type Ordering = (typeof orderings)[number];

export interface ListOrder {
  readonly by: Ordering;
  readonly direction: 'ascending' | 'descending';
}

type Compare = (one: ImageRow, other: ImageRow) => number;

/** Rows in an order. What is not known comes last, whichever way the others go; equal ones stay as they are. */
export function inOrder(
  rows: readonly ImageRow[],
  { by, direction }: ListOrder,
  nameOf: (path: string) => string,
): readonly ImageRow[] {
  const sign = direction === 'ascending' ? 1 : -1;
  if (by === 'name') {
    const { compare } = new Intl.Collator(locale.value, { numeric: true });
    return rows.toSorted((one, other) => sign * compare(nameOf(one.path), nameOf(other.path)));
  }
  const valueOf = (row: ImageRow) => (by === 'openedAt' ? row.openedAt : factsOf(row)?.[by]);
  const compare: Compare = (one, other) => {
    const [first, second] = [valueOf(one), valueOf(other)];
    if (first === undefined || second === undefined) return Number(first === undefined) - Number(second === undefined);
    return sign * (first - second);
  };
  return rows.toSorted(compare);
}

/** The order after its column was chosen: turned round, or that of the column, as one wants to see it first. */
export function chosenOrder({ by, direction }: ListOrder, chosen: Ordering): ListOrder {
  if (by === chosen) return { by, direction: direction === 'ascending' ? 'descending' : 'ascending' };
  return { by: chosen, direction: chosen === 'name' ? 'ascending' : 'descending' };
}
