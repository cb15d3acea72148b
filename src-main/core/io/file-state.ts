import type { BigIntStats } from 'node:fs';
import type { Bytes } from '#shared/model/bytes.ts';

/** Everything that a system changes when something writes to a file, cuts it, or puts another one in its place. */
export interface FileState {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  /** Of the content, in nanoseconds. Programs can set it as they like. */
  readonly modifiedAt: bigint;
  /** Of the content or of anything else about the file, in nanoseconds. No program can set it. */
  readonly changedAt: bigint;
}

export function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileState {
  return { device: dev, inode: ino, size, modifiedAt: mtimeNs, changedAt: ctimeNs };
}

/** What a file takes on its disk; `size` where the file system does not say, whatever the type does. The unit is always 512 bytes. */
export function allocatedIn(stats: BigIntStats, size = Number(stats.size)): Bytes {
  const { blocks } = stats as { readonly blocks?: bigint };
  return blocks === undefined ? size : Number(blocks * 512n);
}

export function isSameState(one: FileState, other: FileState): boolean {
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.size === other.size &&
    one.modifiedAt === other.modifiedAt &&
    one.changedAt === other.changedAt
  );
}
