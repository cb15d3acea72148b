import type { Services } from '#shared/contract/index.ts';
import { catalogue } from '../core/operations/catalogue.ts';

export function formatsService(): Services['formats'] {
  return {
    list: () => Promise.resolve(catalogue()),
  };
}
