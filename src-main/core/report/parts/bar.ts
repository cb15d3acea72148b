import type { VNode } from 'vue';
import type { Bytes } from '#shared/model/bytes.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import { element } from '../element.ts';

/** The colours of bars; style.ts knows them by these names. */
export type Paint = 'kept' | 'empty' | 'guestFree' | 'zero' | 'sameAsParent' | 'discarded' | 'orphaned';

export interface BarPart {
  readonly paint: Paint;
  readonly bytes: Bytes;
}

/** A bar's own units from end to end. */
const fullWidth = 1000;
/** What is there at all stays visible. */
const leastWidth = 3;

/**
 * A row of a bar chart: a name, the parts of a whole of `scale` bytes, and the size in words. Drawn as SVG, so that it prints;
 * the numbers are told in text as well, so the drawing itself is for eyes only.
 */
export function bar(name: string, parts: readonly BarPart[], { total, scale }: { total: Bytes; scale: Bytes }): VNode {
  return element(
    'div',
    { class: 'bar' },
    element('span', { class: 'muted' }, name),
    element(
      'svg',
      { viewBox: `0 0 ${fullWidth} 18`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      drawn(parts, scale),
    ),
    element('strong', { class: 'number' }, sizeInWords(total)),
  );
}

function drawn(parts: readonly BarPart[], scale: Bytes): readonly VNode[] {
  let x = 0;
  return parts
    .filter(({ bytes }) => bytes > 0)
    .map(({ paint, bytes }) => {
      const width = Math.max(leastWidth, (bytes / scale) * fullWidth);
      const drawing = element('rect', { class: paint, x: round(x), y: 0, width: round(width), height: 18 });
      x += width;
      return drawing;
    });
}

/** What the colours mean, each with its amount. */
export function legend(
  entries: readonly { readonly paint: Paint; readonly title: string; readonly bytes: Bytes }[],
): VNode {
  return element(
    'ul',
    { class: 'legend' },
    entries.map(({ paint, title, bytes }) =>
      element(
        'li',
        {},
        element(
          'svg',
          { viewBox: '0 0 10 10', 'aria-hidden': 'true' },
          element('rect', { class: paint, width: 10, height: 10 }),
        ),
        `${title} `,
        element('strong', {}, sizeInWords(bytes)),
      ),
    ),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
