import path from 'node:path';
import type { VNode } from 'vue';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactResult } from '#shared/model/compact.ts';
import { barsOf } from '#shared/report/compaction-bars.ts';
import { causeTitles, compactionInWords } from '#shared/text/compaction.ts';
import { durationInWords } from '#shared/text/quantities.ts';
import type { Page } from './document.ts';
import { element } from './element.ts';
import { variantInWords } from './format-words.ts';
import { partitionPanel } from './partitions.ts';
import { bar, legend } from './parts/bar.ts';
import { exact, facts } from './parts/facts.ts';
import { panel } from './parts/panel.ts';
import { size } from './parts/size.ts';
import { table } from './parts/table.ts';
import { verdict } from './parts/verdict.ts';
import type { ReportOf } from './report.ts';

/** A compaction or its preview: before and after, why, and what lies on the disk. */
export function compactionPage(report: ReportOf<'preview-compaction'> | ReportOf<'compact'>): Page {
  const { result, input } = report;
  const { isPreview, output } = result;
  const isSmaller = result.reclaimed > 0;
  const remark = isPreview
    ? 'This is a preview: nothing was written, and the sizes after are a forecast.'
    : output === null
      ? undefined
      : 'The image itself was not changed.';
  return {
    kind: isPreview ? 'Compaction, previewed' : 'Compaction',
    heading: path.basename(result.path),
    content: [
      verdict(isSmaller && !isPreview ? 'success' : 'neutral', compactionInWords(result), remark),
      sizesPanel(result),
      imagePanel(result),
      partitionPanel(result, input),
    ],
  };
}

function sizesPanel(result: CompactResult): VNode {
  const { before, after, keepsLength, parts } = barsOf(result);
  const scale = Math.max(before, after);
  const given = parts.map(({ cause, share }) => ({ paint: cause, bytes: share }));
  const kept = Math.min(before, after);
  const meaning = keepsLength
    ? 'The files keep their length; the bars show what they take on the disk of this computer.'
    : 'The bars show the length of the files.';
  return panel(
    'Sizes',
    bar('Before', [{ paint: 'kept', bytes: kept }, ...given], { total: before, scale }),
    bar('After', [{ paint: 'kept', bytes: after }], { total: after, scale }),
    legend([
      { paint: 'kept', title: 'Still needed', bytes: kept },
      ...parts.map(({ cause, bytes }) => ({ paint: cause, title: causeTitles[cause], bytes })),
    ]),
    element('p', { class: 'muted' }, meaning),
    sizeTable(result),
  );
}

function sizeTable({ before, after }: CompactResult): VNode {
  const rows: readonly { readonly title: string; readonly before: Bytes; readonly after: Bytes }[] = [
    { title: 'Length of the files', before: before.fileSize, after: after.fileSize },
    { title: 'Taken on this computer', before: before.allocatedSize, after: after.allocatedSize },
  ];
  return table(
    'Sizes before and after',
    [
      { title: 'What', value: ({ title }) => title },
      { title: 'Before', value: (row) => size(row.before), isNumber: true },
      { title: 'After', value: (row) => size(row.after), isNumber: true },
    ],
    rows,
  );
}

function imagePanel({ path: image, format, variant, output, movedBytes, durationMs }: CompactResult): VNode {
  return panel(
    'Image',
    facts([
      ['File', exact(image)],
      ['New image', output === null ? undefined : exact(output)],
      ['Format', variantInWords(format, variant)],
      ['Moved in the file', movedBytes > 0 ? size(movedBytes) : undefined],
      ['Took', durationInWords(durationMs / 1000)],
    ]),
  );
}
