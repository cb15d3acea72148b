/** For what is followed as long as the program runs: its stream ends by itself, or with the process. */
const never = new AbortController().signal;

/** What can be watched, such as the board of jobs and the settings. */
export interface Watchable<T> {
  watch(signal: AbortSignal): AsyncIterable<T>;
}

/** Tells the present value and every later one, as long as there are any. */
export async function follow<T>(source: Watchable<T>, tell: (value: T) => void): Promise<void> {
  for await (const value of source.watch(never)) tell(value);
}
