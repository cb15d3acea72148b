import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { mapText } from '../../../text/map.ts';
import { sizeInWords } from '../../../text/quantities.ts';
import { kindsIn } from './map-cells.ts';

/** A share from 0 to 1: what is there at all is never nothing, and what is not all is never all. */
export function shareInWords(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && percent === 0) return mapText.almostNothing;
  return share < 1 && percent === 100 ? mapText.almostAll : mapText.percent(percent);
}

/** What a square is made of: `Data`, or `Data 30 %, Not stored 70 %`. Empty while nothing is known of it. */
export function kindsInWords(shares: Uint8Array): string {
  const kinds = kindsIn(shares);
  const [only] = kinds;
  if (only && kinds.length === 1) return mapText.kinds[only.kind];
  return kinds.map(({ kind, share }) => mapText.shareOf(mapText.kinds[kind], shareInWords(share))).join(', ');
}

/** The units of allocation in a range. */
export function blocksInWords(range: ByteRange, blockSize: Bytes): string {
  const first = Math.floor(range.start / blockSize);
  const last = Math.ceil(endOf(range) / blockSize) - 1;
  return last > first ? mapText.blocks(first, last) : mapText.block(first);
}

/**
 * A place on a disk: `26.4 GiB`, or `26 GiB 412 MiB` where the places beside it, `step` bytes away, would have the same words.
 */
export function positionInWords(offset: Bytes, step: Bytes): string {
  if (offset === 0) return '0';
  const unit = 1024 ** Math.floor(Math.log2(offset) / 10);
  const rest = offset % unit;
  if (rest === 0 || step * 100 >= unit) return sizeInWords(offset);
  return `${sizeInWords(offset - rest)} ${sizeInWords(rest)}`;
}

/** `512 MiB at 26.4 GiB`. */
export function rangeInWords({ start, length }: ByteRange): string {
  return mapText.at(sizeInWords(length), positionInWords(start, length));
}
