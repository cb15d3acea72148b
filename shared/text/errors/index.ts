import { applicationErrors } from './application.ts';
import { coreErrors } from './core.ts';
import { hostErrors } from './host.ts';
import { vdiErrors } from './vdi.ts';
import { vhdErrors } from './vhd.ts';
import { vmdkErrors } from './vmdk.ts';
import type { ErrorRow } from './row.ts';

const rows = { ...coreErrors, ...applicationErrors, ...hostErrors, ...vdiErrors, ...vhdErrors, ...vmdkErrors };

/** The name of one refusal, such as `target.exists`: finer than its code, and the key of its sentence. */
export type ErrorReason = keyof typeof rows;

/** Every refusal Platter knows, in one table. */
export const errorRows: Readonly<Record<ErrorReason, ErrorRow>> = rows;
