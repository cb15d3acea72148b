import type { VNode } from 'vue';
import { element, type Content } from '../element.ts';

export type Fact = readonly [name: string, value: Content];

/** Names and values under each other; facts without a value are left out. */
export function facts(list: readonly Fact[]): VNode {
  const rows = list.filter(([, value]) => value !== undefined);
  return element(
    'dl',
    { class: 'facts' },
    rows.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

/** A path, a digest, an identifier: exact to the letter, whatever direction its letters run. */
export function exact(text: string): VNode {
  return element('code', {}, element('bdi', {}, text));
}
