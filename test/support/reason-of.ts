import { DiskError } from '#shared/errors.ts';

/** Why something was refused; undefined when it was done. What is no refusal is thrown. */
export async function reasonOf(done: Promise<unknown>): Promise<string | undefined> {
  try {
    await done;
    return undefined;
  } catch (thrown) {
    if (thrown instanceof DiskError) return thrown.reason;
    throw thrown;
  }
}
