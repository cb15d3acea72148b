import { DiskError } from '#shared/errors.ts';
import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';
import { surveyDynamic, type DynamicSurvey } from './survey-dynamic.ts';
import { surveyFixed } from './survey-fixed.ts';
import { reportDamage, reportFooters, surveyFooters, type FooterSurvey } from './survey-footers.ts';
import { diskTypes } from './layout.ts';
import { refuseVersion } from './header.ts';
import { asFinding } from './survey-fatal.ts';

/** Everything that was learned about an image: what a check counts and what a repair goes by. */
export interface Survey {
  readonly blocks: BlockCount;
  /** Absent when the image cannot be read at all; there is nothing to repair then. */
  readonly footers?: FooterSurvey;
  readonly dynamic?: DynamicSurvey;
}

/** A fixed image allocates nothing piecemeal; of an image that cannot be read nothing is known. */
const noBlocks: BlockCount = { total: 0, allocated: 0 };

/**
 * Looks at footers, header, table and bitmaps, and adds what it finds. Throws `probe.not-this-format`, but nothing for
 * damage: where going on makes no sense it stops.
 */
export async function surveyVhd(files: ImageFiles, how: CheckOptions): Promise<Survey> {
  const footers = await asFinding(files, how, () => surveyFooters(files, how));
  if (!footers) return { blocks: noBlocks };
  reportDamage(files, footers, how.findings);
  const dynamic = await asFinding(files, how, () => surveyContent(files, footers, how));
  if (dynamic === undefined) return { blocks: noBlocks };
  // Where structures lie on top of each other, a footer that is written anew could destroy something else.
  if (dynamic?.isApart !== false) reportFooters(files, footers, dynamic, how.findings);
  if (dynamic === null) return { blocks: noBlocks, footers };
  return { blocks: { total: dynamic.blocks, allocated: dynamic.places.allocated }, footers, dynamic };
}

async function surveyContent(
  files: ImageFiles,
  footers: FooterSurvey,
  how: CheckOptions,
): Promise<DynamicSurvey | null> {
  const { name } = files;
  const { diskType, version } = footers.chosen.footer;
  refuseVersion(name, 'footer', version);
  switch (diskType) {
    case diskTypes.fixed:
      return surveyFixed(files, footers, how);
    case diskTypes.dynamic:
    case diskTypes.differencing:
      return surveyDynamic(files, footers, how);
    default:
      throw new DiskError('vhd.disk-type', { name, type: diskType });
  }
}
