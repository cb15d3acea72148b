/** Waits until everything is over, and only then fails: nobody may hold the caller's bytes, or a file, any more by then. */
export async function allOf(works: readonly PromiseLike<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
