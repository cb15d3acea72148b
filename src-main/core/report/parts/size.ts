import type { VNode } from 'vue';
import type { Bytes } from '#shared/model/bytes.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import { element } from '../element.ts';

const grouped = new Intl.NumberFormat('en');

/** A count or an offset that can be read: `42,949,672,960`. */
export function inDigits(value: number): string {
  return grouped.format(value);
}

/** A size for people, and to the byte where that is more exact. */
export function size(bytes: Bytes): VNode {
  const exact = bytes < 1024 ? undefined : element('span', { class: 'muted exact' }, ` ${inDigits(bytes)} bytes`);
  return element('span', {}, sizeInWords(bytes), exact);
}
