import type { ErrorTable } from './row.ts';

/** Why a VDI image is refused. */
export const vdiErrors = {} as const satisfies ErrorTable;
