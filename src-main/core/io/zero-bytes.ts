import { MiB } from '#shared/model/bytes.ts';

/** Zeros to compare with, to hash and to write; never written to. */
export const zeros: Uint8Array = new Uint8Array(1 * MiB);
