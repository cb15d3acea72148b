import type { Probe, Sample } from '../../disk/format.ts';
import { isIntactFooter } from './checksum.ts';
import { footerAtEnd, footerAtStart, type FoundFooter } from './find-footer.ts';
import { diskTypes, footer } from './layout.ts';

/**
 * A dynamic VHD shows itself at the start, a fixed one at its end only. A raw disk may hold a VHD in its last sectors, so
 * a footer that does not fit the file counts as a possibility at most.
 */
export function probeVhd({ head, tail, size }: Sample): Probe {
  const start = footerAtStart(head);
  const end = footerAtEnd(tail);
  if (!start && !end) return { match: 'no' };
  if (start?.isPoisoned || end?.isPoisoned) return certain('the mark of XenServer for a dead image');
  if (isIntact(start) && typeOf(start) !== diskTypes.fixed) return certain('the footer copy at the start');
  if (isIntact(end) && isOfFixedSize(end, size)) return certain('a footer at the end that fits the length of the file');
  return { match: 'possible', because: end ? 'a footer at the end' : 'a damaged footer copy at the start' };
}

function certain(because: string): Probe {
  return { match: 'certain', because };
}

function isIntact(found: FoundFooter | undefined): found is FoundFooter {
  return found !== undefined && isIntactFooter(found.stored);
}

function typeOf({ stored }: FoundFooter): number {
  return new DataView(stored.buffer, stored.byteOffset).getUint32(footer.offsetOf('diskType'));
}

function isOfFixedSize(found: FoundFooter, size: number): boolean {
  if (typeOf(found) !== diskTypes.fixed) return false;
  const view = new DataView(found.stored.buffer, found.stored.byteOffset);
  return view.getBigUint64(footer.offsetOf('currentSize')) === BigInt(size - found.length);
}
