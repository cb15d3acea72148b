import type { Services } from '#shared/contract/index.ts';
import { chain } from '../core/operations/chain.ts';
import { contents } from '../core/operations/contents.ts';
import { details } from '../core/operations/details.ts';
import type { FilePolicy } from './file-policy.ts';
import { unwatched } from './unwatched.ts';

/** Looks into images that a person picked. */
export function insideService(policy: FilePolicy): Services['inside'] {
  return {
    async contents(input, signal) {
      return contents({ ...input, path: await policy.mayRead(input.path) }, unwatched(signal));
    },
    async chain(input, signal) {
      const path = await policy.mayRead(input.path);
      const parents = await Promise.all((input.parents ?? []).map((folder) => policy.maySearch(folder)));
      const found = await chain({ ...input, path, parents }, unwatched(signal));
      // What is verified to belong to a picked image may be looked at as well: its content is that of the image anyway.
      await policy.grantReading([...found.links, ...found.children].map((link) => link.path));
      return found;
    },
    async details(input, signal) {
      return details({ ...input, path: await policy.mayRead(input.path) }, unwatched(signal));
    },
  };
}
