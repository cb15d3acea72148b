import type { Services } from '#shared/contract/index.ts';
import { inspect } from '../core/operations/inspect.ts';
import type { FilePolicy } from './file-policy.ts';
import { unwatched } from './unwatched.ts';

export function imagesService(policy: FilePolicy): Services['images'] {
  return {
    async inspect({ path, format }, signal) {
      return inspect({ path: await policy.mayRead(path), sourceFormat: format }, unwatched(signal));
    },
  };
}
