import type { VNode } from 'vue';
import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { ConvertResult } from '#shared/model/convert.ts';
import { element } from './element.ts';
import { panel } from './parts/panel.ts';
import { inDigits, size } from './parts/size.ts';
import { table } from './parts/table.ts';

/** Lost ranges that are shown before the rest is folded away. */
const shownRanges = 8;

/** Which parts of the disk a salvage lost; undefined where nothing was lost. */
export function lossPanel({ lost = [], lostRanges = 0 }: ConvertResult): VNode | undefined {
  if (lost.length === 0) return undefined;
  const folded = lost.slice(shownRanges);
  const unlisted = lostRanges - lost.length;
  return panel(
    'Lost',
    rangeTable('Lost parts of the disk', lost.slice(0, shownRanges)),
    folded.length > 0
      ? element(
          'details',
          {},
          element('summary', {}, `${inDigits(folded.length)} more`),
          rangeTable('More lost parts of the disk', folded),
        )
      : undefined,
    unlisted > 0
      ? element('p', { class: 'muted' }, `${inDigits(unlisted)} more were counted and are not listed.`)
      : undefined,
  );
}

function rangeTable(caption: string, ranges: readonly ByteRange[]): VNode {
  return table(
    caption,
    [
      { title: 'First byte of the disk', value: ({ start }) => inDigits(start) },
      { title: 'Last byte', value: (range) => inDigits(endOf(range) - 1), isNumber: true },
      { title: 'Length', value: ({ length }) => size(length), isNumber: true },
    ],
    ranges,
  );
}
