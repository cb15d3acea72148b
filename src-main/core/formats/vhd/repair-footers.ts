import type { FindingCode } from '#shared/text/findings/index.ts';
import type { Identity } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { sign } from './checksum.ts';
import { diskSizeOf } from './disk-size.ts';
import { maximumGeometry } from './geometry.ts';
import { diskTypes, footer, sectorSize } from './layout.ts';
import type { EndPlan } from './repair-places.ts';
import { firstWanted, replaced, resized, type RepairCase } from './repair-plan.ts';
import type { DynamicSurvey } from './survey-dynamic.ts';

/** The footer as it is to be, and the finding because of which it changes, if it does. */
interface FooterPlan {
  readonly final: Uint8Array;
  readonly changedBecause: FindingCode | undefined;
}

const changesOfContent = ['vhd.footers-damaged', 'vhd.uuid-missing', 'vhd.saved-state', 'vhd.size-ambiguous'] as const;

/** Whether the footer can be believed, or will be once it is signed: then all it tells has to agree with the rest of the file. */
export function isFooterTrusted({ footers, dynamic, wanted }: RepairCase): boolean {
  const { chosen, dataEnd } = footers;
  if (chosen.isIntact) return true;
  const agrees = dynamic ? isConsistent(dynamic) && dynamic.found.isIntact : chosen.footer.currentSize === dataEnd;
  return agrees && wanted.has('vhd.footers-damaged');
}

/** The same for the header; nothing that it tells may be acted upon otherwise. */
export function isHeaderTrusted({ footers, wanted }: RepairCase, dynamic: DynamicSurvey): boolean {
  if (dynamic.found.isIntact) return true;
  return isConsistent(dynamic) && footers.chosen.isIntact && wanted.has('vhd.header-checksum');
}

/** Whether size, table and places fit each other exactly. */
function isConsistent({ isSound, blocks, found }: DynamicSurvey): boolean {
  return isSound && blocks === found.header.tableEntries;
}

/** What the footer is to be. While its two versions contradict each other, nothing in it changes. */
export function planFooter(repair: RepairCase, identity: Identity): FooterPlan {
  const { footers, dynamic, wanted } = repair;
  const { chosen, dataEnd, isContradicted } = footers;
  const isCutOff = dynamic?.places.reachesBeyondFile === true && footers.end === undefined;
  const changedBecause = firstWanted(repair, changesOfContent);
  if (isContradicted || isCutOff || !changedBecause) return { final: chosen.stored, changedBecause: undefined };

  // Some programs keep things of their own in the reserved space.
  const changed = footer.change(chosen.stored, {
    ...(wanted.has('vhd.uuid-missing') ? { uuid: identity.uuid() } : {}),
    ...(wanted.has('vhd.saved-state') ? { savedState: 0 } : {}),
    ...(wanted.has('vhd.size-ambiguous')
      ? { ...maximumGeometry, currentSize: diskSizeOf(chosen.footer, dynamic?.room ?? dataEnd) }
      : {}),
  });
  return { final: sign(changed, footer.offsetOf('checksum')), changedBecause };
}

/**
 * Writes footer and copy. The one that counts now is changed after the other: a crash in between leaves a good one, and
 * two that differ only as before and after.
 */
export async function* repairFooters(
  repair: RepairCase,
  plan: FooterPlan,
  end: EndPlan | undefined,
): AsyncGenerator<Patch> {
  if (repair.footers.chosen.place === 'end') {
    yield* repairCopy(repair, plan, end);
    yield* repairEnd(repair, plan, end);
  } else {
    yield* repairEnd(repair, plan, end);
    yield* repairCopy(repair, plan, end);
  }
}

async function* repairCopy(
  repair: RepairCase,
  { final, changedBecause }: FooterPlan,
  end: EndPlan | undefined,
): AsyncGenerator<Patch> {
  const { chosen, copy } = repair.footers;
  if (chosen.footer.diskType === diskTypes.fixed) return;
  // Before the footer at the end moves, there must be a copy to fall back on.
  const net = copy?.isIntact ? undefined : end?.because;
  const because = firstWanted(repair, ['vhd.copy-damaged', 'vhd.copy-outdated']) ?? changedBecause ?? net;
  if (!because) return;
  const patch = await replaced(repair, because, { at: 0, now: final });
  if (Buffer.compare(patch.was, patch.now) !== 0) yield patch;
}

async function* repairEnd(
  repair: RepairCase,
  { final, changedBecause }: FooterPlan,
  end: EndPlan | undefined,
): AsyncGenerator<Patch> {
  const { files, footers } = repair;
  const { dataEnd } = footers;
  const { size } = files.main;
  if (!end) {
    const because = firstWanted(repair, ['vhd.footer-checksum', 'vhd.footer-short']) ?? changedBecause;
    // A footer that is lost has no place to be changed in.
    if (because && footers.end) yield await replaced(repair, because, { at: dataEnd, now: final });
    return;
  }
  const { because, footerStart } = end;
  if (footerStart > size) yield resized(repair, because, { was: size, now: footerStart });
  yield await replaced(repair, because, { at: footerStart, now: final });
  const fileEnd = footerStart + sectorSize;
  if (fileEnd < size) yield resized(repair, because, { was: size, now: fileEnd });
  if (end.oldFooter === 'becomes-zeros') {
    // The block may end inside the old footer, and the new one, or a copied block, begin there.
    const zerosEnd = Math.min(dataEnd + footers.chosen.lengthAtEnd, footerStart, end.copies);
    yield await replaced(repair, because, { at: dataEnd, now: new Uint8Array(zerosEnd - dataEnd) });
  }
}
