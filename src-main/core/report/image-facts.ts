import type { VNode } from 'vue';
import type { CheckResult } from '#shared/model/check.ts';
import { durationInWords } from '#shared/text/quantities.ts';
import { formatInWords } from './format-words.ts';
import { exact, facts, type Fact } from './parts/facts.ts';
import { panel } from './parts/panel.ts';
import { inDigits } from './parts/size.ts';

/** What was looked at, and how much of it there is. */
export function imageFacts(result: CheckResult, more: readonly Fact[] = []): VNode {
  const { path, format, blocks, durationMs } = result;
  const stored = `${inDigits(blocks.allocated)} of ${inDigits(blocks.total)} stored`;
  return panel(
    'Image',
    facts([
      ['File', exact(path)],
      ['Format', formatInWords(format)],
      ['Blocks', blocks.total > 0 ? stored : undefined],
      ...more,
      ['Took', durationInWords(durationMs / 1000)],
    ]),
  );
}
