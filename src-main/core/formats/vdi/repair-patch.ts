import type { Bytes } from '#shared/model/bytes.ts';
import type { FilePlace } from '#shared/model/finding.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import type { Patch } from '../../disk/patch.ts';
import { u32 } from '../../layout/fields.ts';
import { viewOf } from '../../layout/struct.ts';

/** Changes one 32-bit number. It lies within a sector, so that no power cut leaves half of it. */
export function numberPatch(place: FilePlace, because: FindingCode, { was, now }: { was: number; now: number }): Patch {
  return { kind: 'bytes', file: place.file, because, at: place.start, was: entryBytes([was]), now: entryBytes([now]) };
}

/** Cuts a file, or lets it grow with zeros. */
export function sizePatch(file: string, because: FindingCode, { was, now }: { was: Bytes; now: Bytes }): Patch {
  return { kind: 'size', file, because, was, now };
}

/** Numbers as they lie in the map. */
export function entryBytes(entries: ArrayLike<number>): Uint8Array {
  const stored = new Uint8Array(u32.size * entries.length);
  const view = viewOf(stored);
  for (let i = 0; i < entries.length; i += 1) u32.write(view, u32.size * i, entries[i] ?? 0, 'little');
  return stored;
}
