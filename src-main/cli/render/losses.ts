import type { ConvertResult, LostContent } from '#shared/model/convert.ts';
import { plain } from '#shared/text/plain.ts';
import { sizeInFull } from './human.ts';
import { say } from './streams.ts';

const rangesShown = 10;

/** What a salvage lost, as rows for people: how much, and where the first ranges are. Nothing where nothing was salvaged. */
export function lossFacts({ lost, lostBytes = 0, lostRanges = 0 }: Partial<LostContent>): [string, string][] {
  if (!lost) return [];
  if (lostBytes === 0) return [['lost', 'nothing']];
  const more = lostRanges - Math.min(lost.length, rangesShown);
  return [
    ['lost', `${sizeInFull(lostBytes)} in ${lostRanges === 1 ? 'one range' : `${String(lostRanges)} ranges`}`],
    ...lost
      .slice(0, rangesShown)
      .map(({ start, length }): [string, string] => ['', `${sizeInFull(length)} from byte ${String(start)} on`]),
    ...(more > 0 ? [['', `${String(more)} more; --json lists them`] satisfies [string, string]] : []),
  ];
}

/** Warns on stderr when something was lost: the target is written, so that nothing else would tell. */
export function warnOfLosses({ lostBytes = 0, lostRanges = 0 }: Partial<LostContent>): void {
  if (lostBytes === 0) return;
  const where = lostRanges === 1 ? 'one range' : `${String(lostRanges)} ranges`;
  say(
    `${sizeInFull(lostBytes)} of the disk could not be salvaged, in ${where}. What was written there is not to be trusted; most of it is zeros.`,
  );
}

/** Warns on stderr when the file system of the target cannot promise that the result would survive a power cut. */
export function warnOfUnflushed({ target, unflushed }: Pick<ConvertResult, 'target' | 'unflushed'>): void {
  if (unflushed !== true) return;
  say(
    plain(
      `The file system of ${target} cannot promise that the image has reached its medium. Keep the source until that is certain.`,
    ),
  );
}
