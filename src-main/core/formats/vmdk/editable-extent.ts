import { DiskError } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { ExtentAccess } from './descriptor.ts';
import type { VmdkExtent } from './vmdk-extent.ts';

/** An extent that is written in place. Places are those of the disk and lie inside the extent; otherwise as `EditableLayer`. */
export interface EditableExtent extends VmdkExtent {
  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  zero(range: ByteRange, signal?: AbortSignal): Promise<void>;
  discard(range: ByteRange, signal?: AbortSignal): Promise<void>;
  flush(signal?: AbortSignal): Promise<void>;
  /** Throws `vmdk.extent-not-writable` where a change is not allowed. Absent where all are. */
  readonly refuse?: (change: 'write' | 'zero') => void;
}

/** An extent that is only read, with the reason why, in the word of its line: its access, or ZERO. */
export interface LockedExtent {
  readonly descriptor: string;
  readonly access: Exclude<ExtentAccess, 'RW'> | 'ZERO';
}

/** An extent that must not be written to: what would change it is refused, what would not is nothing to do. */
export function lockedExtent(extent: VmdkExtent, { descriptor, access }: LockedExtent): EditableExtent {
  const { start, length, grainBytes } = extent;

  function refuse(change: 'write' | 'zero'): void {
    const readsAsZeros = access !== 'RDONLY';
    if (change === 'zero' && readsAsZeros) return;
    throw new DiskError('vmdk.extent-not-writable', { name: descriptor, start, length, access });
  }

  return {
    start,
    length,
    grainBytes,
    runs: (range, signal) => extent.runs(range, signal),
    ...(extent.readStored && { readStored: extent.readStored.bind(extent) }),
    refuse,
    // Whoever asks `refuse` first has nothing left to do.
    write: () => Promise.resolve(),
    zero: () => Promise.resolve(),
    discard: () => Promise.resolve(),
    flush: () => Promise.resolve(),
  };
}
