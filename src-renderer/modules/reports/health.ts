import type { CheckResult } from '#shared/model/check.ts';

/** What the last check says of an image, from the worst down. */
export type Health = 'unreadable' | 'damaged' | 'wasteful' | 'sound';

export function healthOf({ fatal, damage, waste }: CheckResult['summary']): Health {
  if (fatal > 0) return 'unreadable';
  if (damage > 0) return 'damaged';
  return waste > 0 ? 'wasteful' : 'sound';
}
