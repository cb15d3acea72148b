import type { Bytes } from '#shared/model/bytes.ts';
import { systemCalls, type SystemCalls } from './system.ts';

/**
 * What an opening of an image is for: `read` wants all of it to be from one moment, so nobody may write meanwhile; `write`
 * changes it in place, so nobody else may do either.
 */
export type LockWish = 'read' | 'write';

/**
 * The bytes that QEMU locks for itself and for its permissions (its docs, and its messages: "Failed to get write lock"). Each
 * program shares a lock on a byte of `does` for whatever it does, and one of `alone` for whatever others must not do
 * meanwhile. Locks are always shared; whether somebody else holds one is asked after that.
 */
const does: Bytes = 100;
const alone: Bytes = 200;
const permissions = { consistentRead: 0, write: 1, resize: 3 } as const;
const { consistentRead, write, resize } = permissions;

const wishes: Readonly<Record<LockWish, { readonly does: readonly number[]; readonly alone: readonly number[] }>> = {
  read: { does: [consistentRead], alone: [write, resize] },
  write: { does: [consistentRead, write, resize], alone: [write, resize] },
};

/**
 * Locks an open image the way QEMU does, until it is closed: QEMU then refuses to start a machine with it, and another Platter to
 * write into it. `held` when somebody has a lock that does not go with this one; then, and when the system keeps no such locks,
 * nothing is locked.
 */
export function lockImage(
  fd: number,
  wish: LockWish,
  calls: SystemCalls = systemCalls(),
): 'locked' | 'held' | 'unsupported' {
  const { shareByte, releaseByte, isByteHeld } = calls;
  if (!shareByte || !releaseByte || !isByteHeld) return 'unsupported';
  const own = [...wishes[wish].does.map((bit) => does + bit), ...wishes[wish].alone.map((bit) => alone + bit)];
  const against = [...wishes[wish].does.map((bit) => alone + bit), ...wishes[wish].alone.map((bit) => does + bit)];
  // First the locks, then the questions: of two that come at the same moment, at least one sees the other.
  const failed = own.map((at) => shareByte(fd, at)).find((outcome) => outcome !== 'shared');
  const isHeld = against.some((at) => isByteHeld(fd, at));
  if (failed === undefined && !isHeld) return 'locked';
  for (const at of own) releaseByte(fd, at);
  return isHeld ? 'held' : (failed ?? 'held');
}

/** True when another opening of the file may write to it, as far as its locks tell. Locks nothing. */
export function isLockedForWriting(fd: number, { isByteHeld }: SystemCalls = systemCalls()): boolean {
  return isByteHeld !== undefined && [write, resize].some((bit) => isByteHeld(fd, does + bit));
}
