import type { ErrorTable } from './row.ts';

/** Why a VHD image is refused. */
export const vhdErrors = {} as const satisfies ErrorTable;
