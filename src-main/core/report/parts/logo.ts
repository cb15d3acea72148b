import type { VNode } from 'vue';
import { element } from '../element.ts';

/** The mark of the application, as in assets/icon.svg; at this size without its hub. */
export function logo(): VNode {
  return element(
    'svg',
    { class: 'logo', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    element('circle', { class: 'platter', cx: 16, cy: 16, r: 14 }),
    element('path', { class: 'written', d: 'M16 16 L16 2 A14 14 0 1 1 4.2 23.5 Z' }),
    element('path', { class: 'read', d: 'M16 16 L4.2 23.5 A14 14 0 0 1 2.9 11 Z' }),
  );
}
