import { expect } from 'vitest';
import type { Patch } from '#main/core/disk/patch.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import type { MemoryImage } from './make-image.ts';

/** Applies one patch of a repair. Expects the file to be as the patch says it was. */
export async function applyPatch(image: MemoryImage, patch: Patch): Promise<void> {
  const file = fileOf(image, patch.file);
  if (patch.kind === 'size') {
    expect(file.size, `the size of ${patch.file} before a patch for ${patch.because}`).toBe(patch.was);
    return file.resize(patch.now);
  }
  const { at, was, now } = patch;
  const present = new Uint8Array(Math.min(now.length, Math.max(0, file.size - at)));
  await file.read(at, present);
  const isAsSaid = Buffer.compare(present, was) === 0;
  expect(isAsSaid, `the bytes at ${String(at)} of ${patch.file} before a patch for ${patch.because}`).toBe(true);
  await file.write(at, now);
}

/** Applies patches one by one, in order. */
export async function applyPatches(image: MemoryImage, patches: readonly Patch[]): Promise<void> {
  for (const patch of patches) await applyPatch(image, patch);
}

function fileOf({ main, name, siblings }: MemoryImage, wanted: string): MemoryFile {
  const file = wanted === name ? main : siblings.get(wanted);
  if (!file) throw new Error(`a patch is for ${wanted}, which is no file of ${name}`);
  return file;
}
