import type { ErrorTable } from './row.ts';

/** Why a VMDK image is refused. */
export const vmdkErrors = {} as const satisfies ErrorTable;
