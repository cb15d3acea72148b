import type { FindingCode } from '#shared/text/findings/index.ts';
import type { ImageFiles, RepairOptions } from '../../disk/format.ts';
import { Findings } from '../../disk/findings.ts';
import type { Patch } from '../../disk/patch.ts';
import { repairBatmap, repairHeader } from './repair-header.ts';
import { isFooterTrusted, isHeaderTrusted, planFooter, repairFooters } from './repair-footers.ts';
import { clearedEntries, copiedBlocks, planEnd } from './repair-places.ts';
import { surveyVhd } from './survey.ts';

/**
 * Proposes changes for what a check finds and the facts prove. The order is safe: whenever a footer is written, the other
 * one is good; a block is copied before its entry leads to the copy; the file is cut when nothing needs its end any more.
 */
export async function* repairVhd(files: ImageFiles, how: RepairOptions): AsyncGenerator<Patch> {
  const findings = new Findings();
  const survey = await surveyVhd(files, { ...how, findings });
  const wanted = new Set([...findings.counts.keys()].filter((code): code is FindingCode => how.codes.has(code)));
  const { footers, dynamic } = survey;
  if (!footers || wanted.size === 0 || dynamic?.isApart === false) return;
  const repair = { files, footers, dynamic, wanted, signal: how.watch.signal };
  if (!isFooterTrusted(repair)) return;
  const plan = planFooter(repair, how.identity);
  if (!dynamic || !isHeaderTrusted(repair, dynamic)) {
    yield* repairFooters(repair, plan, undefined);
    return;
  }
  const end = planEnd(repair, dynamic);
  yield* repairFooters(repair, plan, end);
  yield* repairHeader(repair, dynamic);
  yield* copiedBlocks(repair, dynamic, end);
  yield* clearedEntries(repair, dynamic);
  yield* repairBatmap(repair, dynamic);
}
