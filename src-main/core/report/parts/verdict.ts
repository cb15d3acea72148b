import type { VNode } from 'vue';
import { element, type Content } from '../element.ts';

export type Tone = 'success' | 'warning' | 'error' | 'neutral';

/** The outlines of the icons, on 24 × 24. */
const icons: Readonly<Record<Tone, string>> = {
  success: 'M5 12.5 L10 17.5 L19.5 7',
  warning: 'M12 4 L21 19.5 H3 Z M12 10 V14 M12 16.6 V17',
  error: 'M6.5 6.5 L17.5 17.5 M17.5 6.5 L6.5 17.5',
  neutral: 'M12 11 V17 M12 7.2 V7.6',
};

/** The one sentence with which a report begins, and what it means for a person. */
export function verdict(tone: Tone, sentence: string, ...remarks: readonly Content[]): VNode {
  return element(
    'section',
    { class: `panel verdict ${tone}`, 'aria-label': 'Result' },
    element('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, element('path', { d: icons[tone] })),
    element(
      'div',
      {},
      element('p', { class: 'sentence' }, sentence),
      remarks.map((remark) => (remark === undefined ? undefined : element('p', { class: 'muted' }, remark))),
    ),
  );
}
