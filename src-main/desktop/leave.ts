import { app } from 'electron';

/** How long leaving may take, in milliseconds. A share on a network that does not answer would hold the program for ever. */
const patienceMs = 30_000;

/** Something that is to be brought to its end before the program ends. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * The one way out: jobs are cancelled and have removed what they had not finished, what is kept for the person is on the medium,
 * then the program ends. Whatever takes longer is left to the next start, which finds it in the history.
 */
export function createLeave(parts: readonly Closable[]): () => Promise<void> {
  let leaving: Promise<void> | undefined;

  async function leave(): Promise<void> {
    const { promise: isLate, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(resolve, patienceMs, undefined);
    await Promise.race([Promise.allSettled(parts.map((part) => part.close())), isLate]);
    clearTimeout(timer);
    app.exit();
  }

  return () => (leaving ??= leave());
}
