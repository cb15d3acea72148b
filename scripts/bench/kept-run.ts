import type { Row } from './contest.ts';
import type { WindowRow } from './window.ts';

/** The run that the documentation shows. Others lie beside it, and are not part of the project. */
export const keptRun = 'bench/published.json';

/** A row, and where it was measured again by itself, when that was (ISO). */
export interface KeptRow extends Row {
  readonly measuredAgain?: string;
}

/** A run as it is kept. */
export interface KeptRun {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryMiB: number;
    readonly system: string;
    readonly node: string;
    readonly qemu: string;
  };
  readonly rows: readonly KeptRow[];
  readonly windowRows: readonly WindowRow[];
}

/**
 * Puts a part that was measured again into a whole run: rows of the same work and disk are replaced, new ones follow. Throws when the
 * two are not of the same machine and programs.
 */
export function withPart(whole: KeptRun, part: KeptRun, now: Date): KeptRun {
  if (JSON.stringify(whole.machine) !== JSON.stringify(part.machine)) {
    throw new Error('The published run is of another machine or other programs: publish a complete one instead.');
  }
  const again = new Map(part.rows.map((row) => [titleOf(row), { ...row, measuredAgain: now.toISOString() }]));
  const known = new Set(whole.rows.map(titleOf));
  return {
    machine: whole.machine,
    rows: [
      ...whole.rows.map((row) => again.get(titleOf(row)) ?? row),
      ...[...again].filter(([title]) => !known.has(title)).map(([, row]) => row),
    ],
    windowRows: part.windowRows.length > 0 ? part.windowRows : whole.windowRows,
  };
}

/** What a row is about, which no other one is. */
export function titleOf({ work, disk }: Row): string {
  return disk === '' ? work : `${work} (${disk})`;
}
