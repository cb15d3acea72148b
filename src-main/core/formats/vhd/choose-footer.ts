import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { nilUuid } from '../../layout/fields.ts';
import { isIntactFooter } from './checksum.ts';
import type { FoundFooter } from './find-footer.ts';
import { diskTypes, footer, type Footer } from './layout.ts';

/** The footer that counts. */
export interface ChosenFooter {
  readonly footer: Footer;
  /** The same as it is stored, the missing byte of a short one supplied. */
  readonly stored: Uint8Array;
  readonly place: 'end' | 'start';
  readonly isIntact: boolean;
  /** What the footer at the end of the file takes there; 0 when it is lost. */
  readonly lengthAtEnd: Bytes;
}

interface Found {
  readonly name: string;
  readonly end: FoundFooter | undefined;
  readonly start: FoundFooter | undefined;
  readonly tolerance: 'strict' | 'rescue';
}

/**
 * Decides between the footer at the end and the copy at the start. The end counts, unless only the copy is intact.
 * Throws `probe.not-this-format`, `vhd.poisoned`, `vhd.footer-checksum` and `vhd.footers-differ`.
 */
export function chooseFooter({ name, end, start, tolerance }: Found): ChosenFooter {
  const { end: atEnd, copy } = judgeFooters({ end, start });
  const isStartPoisoned = start?.isPoisoned === true && !isGoodFixed(atEnd);
  if (end?.isPoisoned === true || isStartPoisoned) throw new DiskError('vhd.poisoned', { name });
  const lengthAtEnd = end?.length ?? 0;

  if (atEnd?.isIntact) {
    if (copy?.isIntact) refuseStranger(name, footer.decode(atEnd.stored), footer.decode(copy.stored));
    return decided(atEnd, lengthAtEnd);
  }
  if (copy?.isIntact) return decided(copy, lengthAtEnd);

  const damaged = atEnd ?? copy;
  if (!damaged) throw new DiskError('probe.not-this-format', { name, format: 'VHD' });
  if (tolerance === 'strict') throw new DiskError('vhd.footer-checksum', { name });
  return decided(damaged, lengthAtEnd);
}

/** A footer, and whether it matches its checksum. */
export interface JudgedFooter {
  readonly stored: Uint8Array;
  readonly place: 'end' | 'start';
  readonly isIntact: boolean;
  readonly diskType: number;
}

/** The footers of an image. What lies at the start of a fixed image is its guest's, even if it looks like a copy. */
export function judgeFooters({ end, start }: Pick<Found, 'end' | 'start'>): {
  readonly end: JudgedFooter | undefined;
  readonly copy: JudgedFooter | undefined;
} {
  const atEnd = end && judged(end, 'end');
  const atStart = start && !isGoodFixed(atEnd) ? judged(start, 'start') : undefined;
  return { end: atEnd, copy: isOfDynamic(atStart) ? atStart : undefined };
}

function judged({ stored }: FoundFooter, place: 'end' | 'start'): JudgedFooter {
  const view = new DataView(stored.buffer, stored.byteOffset);
  return { stored, place, isIntact: isIntactFooter(stored), diskType: view.getUint32(footer.offsetOf('diskType')) };
}

function isGoodFixed(found: JudgedFooter | undefined): boolean {
  return found !== undefined && found.isIntact && found.diskType === diskTypes.fixed;
}

function isOfDynamic(found: JudgedFooter | undefined): boolean {
  return found !== undefined && found.diskType !== diskTypes.fixed;
}

function decided({ stored, place, isIntact }: JudgedFooter, lengthAtEnd: Bytes): ChosenFooter {
  return { footer: footer.decode(stored), stored, place, isIntact, lengthAtEnd };
}

/** A footer without an id is no stranger: giving an image its first id is done in two steps. */
function refuseStranger(name: string, end: Footer, start: Footer): void {
  if (end.uuid === nilUuid || start.uuid === nilUuid) return;
  if (end.uuid !== start.uuid) throw new DiskError('vhd.footers-differ', { name, end: end.uuid, start: start.uuid });
}
