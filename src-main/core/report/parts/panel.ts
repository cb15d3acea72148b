import type { VNode } from 'vue';
import { element, type Content } from '../element.ts';

/** A part of a report with a heading of its own. */
export function panel(title: string, ...content: readonly Content[]): VNode {
  return element('section', { class: 'panel' }, element('h2', {}, title), content);
}
