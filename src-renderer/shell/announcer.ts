import { readonly, shallowRef } from 'vue';

export interface Announcement {
  readonly id: number;
  readonly text: string;
}

/** Milliseconds after which a voice has begun with what was given to it, and the page may forget it. */
const begunAfter = 10_000;

const said = shallowRef<readonly (Announcement & { readonly at: number })[]>([]);
let lastId = 0;

/**
 * What screen readers are given to say, the oldest first: each is an element of its own in the live region that AppFrame holds. So
 * the same words are said again, and several at once one after the other.
 */
export const announcements = readonly(said);

/** Says something once, for people who do not see the page. Only for what has ended or gone wrong, never for every tick. */
export function announce(text: string): void {
  const now = performance.now();
  said.value = [...said.value.filter(({ at }) => now - at < begunAfter), { id: ++lastId, at: now, text }];
}
