import type { Api } from '#shared/contract/index.ts';
import { toDiskError } from '#shared/errors.ts';
import type { Backend } from './client.ts';

/**
 * Asks, and asks again where the connection is lost before the answer, as soon as there is another one: the frame tells that it is
 * lost, and it says nothing of what was asked for. Only for what may be asked twice. Rejects as the answer does; `signal` ends it.
 */
export async function askUntilAnswered<T>(
  backend: Backend,
  ask: (api: Api) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (;;) {
    try {
      return await ask(await backend.api());
    } catch (thrown) {
      if (signal?.aborted || toDiskError(thrown).reason !== 'rpc.closed') throw thrown;
    }
  }
}
