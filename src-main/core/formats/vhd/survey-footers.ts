import type { Bytes } from '#shared/model/bytes.ts';
import type { CheckOptions, ImageFiles } from '../../disk/format.ts';
import type { Findings } from '../../disk/findings.ts';
import { nilUuid } from '../../layout/fields.ts';
import { chooseFooter, judgeFooters, type ChosenFooter, type JudgedFooter } from './choose-footer.ts';
import { diskSizeOf, tellsTwoSizes } from './disk-size.ts';
import { differingFields, mayBeOutdated } from './differing-fields.ts';
import { footerAtEnd, footerAtStart, readEnds } from './find-footer.ts';
import { capacityOf } from './geometry.ts';
import { alwaysSet, diskTypes, footer, sectorSize } from './layout.ts';
import { refuseSplit } from './split.ts';
import type { DynamicSurvey } from './survey-dynamic.ts';

/** The footers of an image, and which one counts. */
export interface FooterSurvey {
  readonly chosen: ChosenFooter;
  readonly end: JudgedFooter | undefined;
  /** The copy at the start, as far as something like it is there; a fixed image has none. */
  readonly copy: JudgedFooter | undefined;
  /** Where the footer at the end starts, or the file ends. */
  readonly dataEnd: Bytes;
  /** Whether footer and copy contradict each other, so that neither may be written over the other. */
  readonly isContradicted: boolean;
}

/** Throws what the reader throws for footers, except that damaged ones are taken as they are. */
export async function surveyFooters(files: ImageFiles, { watch }: CheckOptions): Promise<FooterSurvey> {
  const { main, name } = files;
  const { head, tail } = await readEnds(main, watch.signal);
  const found = { end: footerAtEnd(tail), start: footerAtStart(head) };
  await refuseSplit(files, found);
  const chosen = chooseFooter({ name, ...found, tolerance: 'rescue' });
  const { end, copy } = judgeFooters(found);
  const dataEnd = main.size - chosen.lengthAtEnd;
  return { chosen, end, copy, dataEnd, isContradicted: contradicts(end, copy, dataEnd) };
}

/** Adds that the footer that counts is damaged. */
export function reportDamage({ name }: ImageFiles, { chosen, end, dataEnd }: FooterSurvey, findings: Findings): void {
  if (chosen.isIntact) return;
  const where = { file: name, start: end ? dataEnd : 0, length: end ? chosen.lengthAtEnd : sectorSize };
  findings.add('vhd.footers-damaged', { name }, where);
}

/**
 * Adds what else there is to say of the footers of an image that can be read. What was learned of the table tells whether
 * the end of the file is its true end.
 * @param dynamic null for a fixed image
 */
export function reportFooters(
  { name }: ImageFiles,
  survey: FooterSurvey,
  dynamic: DynamicSurvey | null,
  findings: Findings,
): void {
  const { chosen, end, copy, dataEnd } = survey;
  const atEnd = { file: name, start: dataEnd, length: chosen.lengthAtEnd };
  const atStart = { file: name, start: 0, length: sectorSize };

  if (!chosen.isIntact) return;
  if (survey.isContradicted) {
    reportContradiction(survey, name, findings);
    return;
  }
  if (chosen.place === 'start') {
    if (end) findings.add('vhd.footer-checksum', { name }, atEnd);
    // A truncated file has lost more than its footer, and is told of as such.
    else if (dynamic?.isBelieved && !dynamic.places.reachesBeyondFile)
      findings.add('vhd.footer-missing', { name }, atEnd);
  } else if (chosen.footer.diskType !== diskTypes.fixed) {
    const fields = copy?.isIntact ? differingFields(chosen.stored, copy.stored).join(', ') : '';
    if (!copy?.isIntact) findings.add('vhd.copy-damaged', { name }, atStart);
    else if (fields !== '') findings.add('vhd.copy-outdated', { name, fields }, atStart);
  }
  if (chosen.place === 'end' && chosen.lengthAtEnd < footer.size) findings.add('vhd.footer-short', { name }, atEnd);
  reportContent(survey, name, dynamic?.room ?? dataEnd, findings);
}

/** What is worth knowing of the footer that counts. */
function reportContent({ chosen }: FooterSurvey, name: string, room: Bytes, findings: Findings): void {
  const { footer } = chosen;
  if (footer.uuid === nilUuid) findings.add('vhd.uuid-missing', { name });
  if ((footer.features & alwaysSet) === 0) findings.add('vhd.features-odd', { name });
  if (footer.savedState !== 0) findings.add('vhd.saved-state', { name });
  const { currentSize } = footer;
  const geometrySize = capacityOf(footer);
  if (tellsTwoSizes(footer)) {
    findings.add('vhd.size-ambiguous', { name, currentSize, geometrySize, size: diskSizeOf(footer, room) });
  }
}

function contradicts(end: JudgedFooter | undefined, copy: JudgedFooter | undefined, dataEnd: Bytes): boolean {
  if (!end || !copy?.isIntact) return false;
  // The damaged footer of a fixed image; what looks like a copy may be something that its guest has written.
  if (!end.isIntact) return isOfWholeFixedImage(end, dataEnd);
  return !mayBeOutdated(end.stored, copy.stored);
}

function isOfWholeFixedImage(end: JudgedFooter, dataEnd: Bytes): boolean {
  if (end.diskType !== diskTypes.fixed) return false;
  const view = new DataView(end.stored.buffer, end.stored.byteOffset);
  return view.getBigUint64(footer.offsetOf('currentSize')) === BigInt(dataEnd);
}

function reportContradiction({ chosen, end, copy }: FooterSurvey, name: string, findings: Findings): void {
  const fields = end && copy ? differingFields(end.stored, copy.stored).join(', ') : '';
  findings.add('vhd.footers-contradict', { name, fields, chosen: chosen.place === 'end' ? 'the footer' : 'the copy' });
}
