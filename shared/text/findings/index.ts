import { coreFindings } from './core.ts';
import type { FindingRow } from './row.ts';
import { rawFindings } from './raw.ts';
import { vdiFindings } from './vdi.ts';
import { vhdFindings } from './vhd.ts';
import { vmdkFindings } from './vmdk.ts';

export type { FindingRow } from './row.ts';

const rows = { ...coreFindings, ...rawFindings, ...vdiFindings, ...vhdFindings, ...vmdkFindings };

/** The stable code of one kind of finding. */
export type FindingCode = keyof typeof rows;

/** Every kind of finding Platter knows, in one table. */
export const findingRows: Readonly<Record<FindingCode, FindingRow>> = rows;
