/** Waits until all transfers are over, and only then fails: nobody may hold the caller's bytes any more by then. */
export async function allOf(transfers: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(transfers);
  await Promise.all(transfers);
}
