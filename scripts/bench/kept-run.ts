import type { Row } from './contest.ts';
import type { WindowRow } from './window.ts';

/** The run that the documentation shows. Others lie beside it, and are not part of the project. */
export const keptRun = 'bench/published.json';

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
  readonly rows: readonly Row[];
  readonly windowRows: readonly WindowRow[];
}
