import { DiskError } from '#shared/errors.ts';

/**
 * Waits until somebody says that there is space again, and rejects when the work is to end instead. `attemptedAt` is when that
 * began which found none, as `performance.now()` counts: what began before the last wait ended is simply to be tried again.
 */
export type WhenFull = (problem: DiskError, attemptedAt: number) => Promise<void>;

/** Does something that takes space, again after each wait. Without anybody to wait for, throws `target.disk-full`. */
export async function untilThereIsSpace<T>(attempt: () => Promise<T>, whenFull: WhenFull | undefined): Promise<T> {
  for (;;) {
    const attemptedAt = performance.now();
    try {
      return await attempt();
    } catch (thrown) {
      const isFull = thrown instanceof DiskError && thrown.reason === 'target.disk-full';
      if (!isFull || !whenFull) throw thrown;
      await whenFull(thrown, attemptedAt);
    }
  }
}
