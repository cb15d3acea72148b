/** Waits until all writes are over, and only then fails: the caller's bytes must not be in use any more. */
export async function allOf(writes: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(writes);
  await Promise.all(writes);
}
