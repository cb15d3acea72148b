import { unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { OptionValues } from '#shared/model/convert.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { convert } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { patternAt } from '#test/support/patterns.ts';
import { unwatched } from '#test/support/watch.ts';
import type { ImageName } from '../scenario.ts';

/** A kind of image that the campaigns make small ones of. */
export interface ImageKind {
  /** Such as `VDI (dynamic)`. */
  readonly title: string;
  readonly format: string;
  /** Of the image; of its parent for a child. */
  readonly variant: string;
  readonly extension: string;
  readonly options: OptionValues;
  readonly role: 'base' | 'child';
  /** Files that grow have tables; others only content. */
  readonly allocation: 'fixed' | 'dynamic' | 'stream';
}

const base = { options: {}, role: 'base' } as const;
const small = { blockSize: '512KiB' };
const raw = { ...base, format: 'raw', extension: 'img', allocation: 'fixed' } as const;
const vmdk = { ...base, format: 'vmdk', extension: 'vmdk' } as const;

export const imageKinds: readonly ImageKind[] = [
  { ...raw, title: 'raw (sparse)', variant: 'sparse' },
  { ...raw, title: 'raw (full)', variant: 'full' },
  dynamic('VDI (dynamic)', { format: 'vdi', variant: 'dynamic', extension: 'vdi', options: small, role: 'base' }),
  { ...base, title: 'VDI (static)', format: 'vdi', variant: 'static', extension: 'vdi', allocation: 'fixed' },
  dynamic('VDI child', { format: 'vdi', variant: 'dynamic', extension: 'vdi', options: small, role: 'child' }),
  dynamic('VHD (dynamic)', { format: 'vhd', variant: 'dynamic', extension: 'vhd', options: small, role: 'base' }),
  { ...base, title: 'VHD (fixed)', format: 'vhd', variant: 'fixed', extension: 'vhd', allocation: 'fixed' },
  dynamic('VHD child', { format: 'vhd', variant: 'dynamic', extension: 'vhd', options: small, role: 'child' }),
  dynamic('VMDK (monolithicSparse)', { ...vmdk, variant: 'monolithicSparse' }),
  { ...vmdk, title: 'VMDK (monolithicFlat)', variant: 'monolithicFlat', allocation: 'fixed' },
  dynamic('VMDK (twoGbMaxExtentSparse)', { ...vmdk, variant: 'twoGbMaxExtentSparse' }),
  { ...vmdk, title: 'VMDK (twoGbMaxExtentFlat)', variant: 'twoGbMaxExtentFlat', allocation: 'fixed' },
  { ...vmdk, title: 'VMDK (streamOptimized)', variant: 'streamOptimized', allocation: 'stream' },
  dynamic('VMDK child', { ...vmdk, variant: 'monolithicSparse', role: 'child' }),
];

/** Every kind that stands alone, as a target or a new image can be. */
export const baseKinds = imageKinds.filter(({ role }) => role === 'base');

/** Every kind that is written in place. */
export const changedKinds = imageKinds.filter(({ allocation }) => allocation !== 'stream');

/** Of the disks; no multiple of any block. */
export const diskSize = 2 * MiB + 300 * KiB + 512;

/** Where the disks hold data: first and last bytes, bounds of blocks, gaps between. */
const dataRuns = [
  { start: 0, length: 3 * KiB },
  { start: 511 * KiB, length: 1 * KiB },
  { start: 1 * MiB, length: 200 * KiB },
  { start: 2 * MiB - 1 * KiB, length: 70 * KiB },
  { start: diskSize - 1024, length: 1024 },
];
const childRuns = [
  { start: 1 * KiB, length: 4 * KiB },
  { start: 1 * MiB + 512 * KiB, length: 70 * KiB },
];

/** What the disk of an image of this kind holds. */
export function bytesOf({ role }: ImageKind): Uint8Array {
  const bytes = new Uint8Array(diskSize);
  for (const { start, length } of dataRuns) bytes.set(patternAt(start, length), start);
  // Of another place, so that a child is told from its parent.
  if (role === 'child')
    for (const { start, length } of childRuns) bytes.set(patternAt(start + 1024 * MiB, length), start);
  return bytes;
}

export function imageName(kind: ImageKind, name = 'disk'): ImageName {
  return { name: `${name}.${kind.extension}`, format: kind.format };
}

/** Makes an image of a kind, and its parent where it has one. */
export async function makeImage(folder: string, kind: ImageKind, name = 'disk'): Promise<void> {
  const { format, variant, options, role } = kind;
  const source = path.join(folder, 'plain.img');
  const target = path.join(folder, imageName(kind, role === 'child' ? 'parent' : name).name);
  await writeFile(source, bytesOf({ ...kind, role: 'base' }));
  await convert({ source, sourceFormat: 'raw', target, format, variant, options }, unwatched);
  await unlink(source);
  if (role === 'base') return;
  const child = path.join(folder, imageName(kind, name).name);
  await createChild({ target: child, parent: target }, unwatched);
  await using image = await openEditableSource({ path: child }, unwatched.signal);
  const bytes = bytesOf(kind);
  for (const { start, length } of childRuns) await image.disk.write(start, bytes.subarray(start, start + length));
  await image.disk.flush();
}

function dynamic(
  title: string,
  kind: Pick<ImageKind, 'format' | 'variant' | 'extension' | 'options' | 'role'>,
): ImageKind {
  return { ...kind, title, allocation: 'dynamic' };
}
