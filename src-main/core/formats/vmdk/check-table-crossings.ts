import { SectorRanges } from './check-ranges.ts';
import { tableState, type Directory } from './check-table-places.ts';

/** What tables are laid out by. In sectors. */
interface TableLengths {
  readonly tableSectors: number;
  readonly directorySectors: number;
}

/**
 * Finds tables of the second directory that lie on tables of the first one with other numbers, and marks one of each two as
 * shared: that of the second directory, for programs read through the first one. That of the first one is doubted only where it
 * left its usual place for the usual place of the other, and has a copy that can be used.
 * @returns the numbers of the tables that are not doubted, but have others on them
 */
export function markCrossings(first: Directory, second: Directory, lengths: TableLengths): ReadonlySet<number> {
  const { tableSectors } = lengths;
  const { good, shared } = tableState;
  const kept = new Set<number>();
  const owners = new TableOwners(first, tableSectors);
  for (const [other, sector] of second.entries.entries()) {
    const isOnOwn = sector === first.entries[other];
    if (isOnOwn && first.states[other] === shared) second.states[other] = shared;
    if (isOnOwn || second.states[other] !== good || !owners.touches(sector)) continue;
    const numbers = owners.at(sector);
    const isRight = isUsual(second, other, lengths) && numbers.every((number) => isReplaceable(number));
    for (const number of numbers) {
      if (isRight) first.states[number] = shared;
      else kept.add(number);
    }
    if (isRight) kept.add(other);
    else second.states[other] = shared;
  }
  return kept;

  function isReplaceable(number: number): boolean {
    return !isUsual(first, number, lengths) && second.states[number] === good;
  }
}

/** Every program lays a directory out before its tables, and those in their order. */
function isUsual({ sector, entries }: Directory, table: number, { tableSectors, directorySectors }: TableLengths) {
  return entries[table] === sector + directorySectors + table * tableSectors;
}

/** Which tables of a directory lie where. The numbers are looked up only for a damaged image. */
class TableOwners {
  readonly #directory: Directory;
  readonly #tableSectors: number;
  readonly #ranges: SectorRanges;
  #numbers: readonly number[] | undefined;

  constructor(directory: Directory, tableSectors: number) {
    this.#directory = directory;
    this.#tableSectors = tableSectors;
    this.#ranges = new SectorRanges(tableRanges(directory, tableSectors));
  }

  touches(sector: number): boolean {
    return this.#ranges.touches(sector, this.#tableSectors);
  }

  /** The numbers of the tables on which a table would lie here. */
  at(sector: number): readonly number[] {
    const { entries, states } = this.#directory;
    this.#numbers ??= [...entries.keys()].filter((i) => isUsed(states[i])).sort((a, b) => place(a) - place(b));
    const numbers = this.#numbers;
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (place(numbers[middle] ?? 0) + this.#tableSectors <= sector) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < numbers.length && place(numbers[end] ?? 0) < sector + this.#tableSectors) end += 1;
    return numbers.slice(low, end);

    function place(number: number): number {
      return entries[number] ?? 0;
    }
  }
}

/** The sectors of all tables of a directory that can be read. */
export function tableRanges({ entries, states }: Directory, tableSectors: number) {
  const ranges: { start: number; end: number }[] = [];
  for (const [i, start] of entries.entries()) {
    if (!isUsed(states[i])) continue;
    const last = ranges.at(-1);
    // Nearly always one behind another: one range instead of thousands.
    if (last?.end === start) last.end += tableSectors;
    else ranges.push({ start, end: start + tableSectors });
  }
  return ranges;
}

function isUsed(state: number | undefined): boolean {
  return state === tableState.good || state === tableState.shared;
}
