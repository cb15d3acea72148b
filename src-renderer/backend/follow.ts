import type { Api } from '#shared/contract/index.ts';
import type { Backend } from './client.ts';

/** Before listening again, so that a stream that ends at once does not spin. */
const pauseMilliseconds = 250;

/** Listens to a stream until `signal` aborts. Whatever ends it, the next one brings the whole truth again. */
export async function follow<T>(
  backend: Backend,
  stream: (api: Api, signal: AbortSignal) => AsyncIterable<T>,
  take: (value: T) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const value of stream(await backend.api(), signal)) take(value);
    } catch {
      // The connection is lost, which the frame tells; the backend is opening another.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
