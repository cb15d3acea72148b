import { onScopeDispose } from 'vue';
import { useRouter } from 'vue-router';
import type { WindowRequest } from '#shared/model/command.ts';
import { useBackend } from '../../backend/client.ts';
import { follow } from '../../backend/follow.ts';
import { useImages } from '../../modules/images/use-images.ts';
import { useMakeWay } from '../use-make-way.ts';
import type { Commands } from './use-commands.ts';

/** Does what the program around the window asks for: what was chosen in its menu, and files given to it. */
export function useWindowRequests({ request }: Commands): void {
  const backend = useBackend();
  const router = useRouter();
  const images = useImages();
  const makeWay = useMakeWay();
  const stopped = new AbortController();

  async function open(paths: readonly string[]): Promise<void> {
    makeWay();
    await router.push({ name: 'images' });
    await images.add(paths);
  }

  function take(asked: WindowRequest): void {
    if (asked.kind === 'command') void request(asked.command);
    else void open(asked.paths);
  }

  void follow(backend, (api, signal) => api.shell.requests({}, signal), take, stopped.signal);
  onScopeDispose(() => {
    stopped.abort();
  });
}
