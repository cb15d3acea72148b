import type { Bytes } from '#shared/model/bytes.ts';
import type { DiskError, Facts } from '#shared/errors.ts';
import type { EditableLayer, Identity, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { fixedIdentity } from '#test/support/make-image.ts';

/** Opens an image to be written in place, as core/disk does. */
export async function edit(files: ImageFiles<Writer>, identity: Identity = fixedIdentity()): Promise<EditableLayer> {
  const layer = await vmdk.edit?.(files, { limits: defaultLimits, tolerance: 'strict', identity });
  if (!layer) throw new Error('VMDK images cannot be edited');
  return layer;
}

/** The reason and the facts of the refusal to open an image for writing. */
export async function editRefusal(files: ImageFiles<Writer>): Promise<{ reason: string; facts: Facts } | 'opened'> {
  return edit(files).then(
    () => 'opened' as const,
    (thrown: unknown) => thrown as DiskError,
  );
}

/** An identity whose ids end in the given digits. */
export function identityOf(lastDigits: string): Identity {
  const uuid = `01020304-0506-4708-890a-0b0c${lastDigits.padStart(8, '0')}`;
  return { uuid: () => uuid, now: () => new Date('2024-02-29T12:34:56Z') };
}

/** The entry of a grain in each copy of the tables, found as the directories tell; undefined where a table is absent. */
export function entriesOf(image: Uint8Array, grain: number): readonly (number | undefined)[] {
  const { directory, redundantDirectory, tableLength } = sparseHeader.decode(image);
  const view = viewOf(image);
  return [directory, redundantDirectory].map((sector) => {
    if (!sector) return undefined;
    const table = view.getUint32(sector * 512 + 4 * Math.floor(grain / tableLength), true);
    return table === 0 ? undefined : view.getUint32(table * 512 + 4 * (grain % tableLength), true);
  });
}

/** The runs of bytes in which two states of a file differ. */
export function changedBytes(before: Uint8Array, after: Uint8Array): readonly { start: Bytes; length: Bytes }[] {
  const runs: { start: Bytes; length: Bytes }[] = [];
  const length = Math.max(before.length, after.length);
  for (let at = 0; at < length; at += 1) {
    if (before[at] === after[at]) continue;
    const last = runs.at(-1);
    if (last && last.start + last.length === at) last.length += 1;
    else runs.push({ start: at, length: 1 });
  }
  return runs;
}
