import type { BigIntStats } from 'node:fs';

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

export function isSameState(one: FileState, other: FileState): boolean {
  return (
    one.device === other.device &&
    one.inode === other.inode &&
    one.size === other.size &&
    one.modifiedAt === other.modifiedAt &&
    one.changedAt === other.changedAt
  );
}
