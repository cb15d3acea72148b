import type { MapKind } from '#shared/model/map.ts';
import { countInWords } from '#shared/text/quantities.ts';

/** Words of the map of a disk. */
export const mapText = {
  nameOf: (image: string) => `Map of ${image}`,
  looking: 'Looking at the disk…',
  lookedAt: (percent: number) => `Looked at ${String(percent)} % so far…`,
  salvaged:
    'This image is damaged. The map shows what can still be read of it, and where nothing can. A check tells what is wrong.',
  kinds: {
    data: 'Data',
    parent: 'From a parent',
    zero: 'Zeros',
    hole: 'Not stored',
    lost: 'Damaged',
  } satisfies Record<MapKind, string>,
  meanings: 'What the colours mean',
  hints: {
    data: 'Stored in this image.',
    parent: 'Stored in an image that this one builds on.',
    zero: 'Known to be zero, and takes no space.',
    hole: 'Never written: reads as zeros, and takes no space.',
    lost: 'What was here cannot be read any more.',
  } satisfies Record<MapKind, string>,
  percent: (percent: number) => `${String(percent)} %`,
  almostNothing: 'less than 1 %',
  almostAll: 'more than 99 %',
  shareOf: (kind: string, percent: string) => `${kind} ${percent}`,
  shown: (start: string, end: string) => `${start} – ${end}`,
  square: (size: string) => `One square is ${size}`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  wholeDisk: 'Whole disk',
  isWhole: 'The whole disk is shown.',
  isFinest: 'It does not get any finer.',
  howTo: 'Point at a square to see what it is. Drag to move, and zoom with Ctrl and the wheel.',
  keys: 'Arrow keys go from square to square, Page Up and Page Down by a screenful, Home and End to the ends of the disk. Plus and minus zoom, 0 shows the whole disk.',
  at: (length: string, start: string) => `${length} at ${start}`,
  bytes: (first: number, last: number) => `bytes ${countInWords(first)} – ${countInWords(last)}`,
  block: (number: number) => `block ${countInWords(number)}`,
  blocks: (first: number, last: number) => `blocks ${countInWords(first)} – ${countInWords(last)}`,
  place: (offset: string, file: string) => `stored at ${offset} of ${file}`,
  table: {
    summary: 'As a table',
    caption: (start: string, end: string) => `What lies from ${start} to ${end}`,
    start: 'Starts at',
    firstByte: 'First byte',
    length: 'Length',
    kind: 'What it is',
    byte: (byte: number) => countInWords(byte),
    rest: (rows: number, end: string, total: string) =>
      `${countInWords(rows)} ranges up to ${end}. There are more up to ${total}.`,
    more: 'Show more',
  },
} as const;
