import { h, type VNode } from 'vue';
import { plain } from '#shared/text/plain.ts';

/** What an element holds: other elements and text, in order; `undefined` is nothing at all. */
export type Content = VNode | string | number | undefined | readonly Content[];

type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * An element of a report. Text may come from anywhere, such as a hostile image: here it becomes printable, and Vue escapes it
 * when the page is rendered. Nothing else in a report makes elements, so nothing gets past that.
 */
export function element(tag: string, attributes: Attributes = {}, ...content: readonly Content[]): VNode {
  const printable = Object.entries(attributes).map(([name, value]) => [name, printed(value)] as const);
  return h(tag, Object.fromEntries(printable), flat(content));
}

function flat(content: readonly Content[]): (VNode | string)[] {
  return content.flatMap((one) => {
    if (one === undefined) return [];
    if (typeof one === 'string') return plain(one);
    if (typeof one === 'number') return String(one);
    return isList(one) ? flat(one) : one;
  });
}

function printed(value: string | number | undefined): string | number | undefined {
  return typeof value === 'string' ? plain(value) : value;
}

function isList(content: VNode | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content);
}
