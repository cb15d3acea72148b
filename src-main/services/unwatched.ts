import type { Watch } from '../core/disk/format.ts';

/** For operations so short that nobody is shown their progress. */
export function unwatched(signal: AbortSignal): Watch {
  return {
    signal,
    report() {
      return;
    },
  };
}
