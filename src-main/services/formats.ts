import type { Services } from '#shared/contract/index.ts';
import { catalogue } from '../core/operations/catalogue.ts';
import { profiles } from '../core/operations/profiles.ts';

export function formatsService(): Services['formats'] {
  return {
    list: () => Promise.resolve([...catalogue()]),
    profiles: () => Promise.resolve([...profiles]),
  };
}
