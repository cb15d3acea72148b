import { DiskError } from '#shared/errors.ts';
import { TiB } from '#shared/model/bytes.ts';
import type { Finding } from '#shared/model/finding.ts';
import { Findings } from '#main/core/disk/findings.ts';
import type { BlockCount, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import type { Patch } from '#main/core/disk/patch.ts';
import { checkVdi } from '#main/core/formats/vdi/check.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { repairVdi } from '#main/core/formats/vdi/repair.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import { fixedIdentity, type MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';

/** Below the largest number of a header, so that a disk can be too large. */
export const limits = { ...defaultLimits, virtualSize: 4096 * TiB };

interface Checked {
  readonly findings: readonly Finding[];
  /** Each once, sorted. */
  readonly codes: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly count: BlockCount;
}

/** What a check says of an image. */
export async function check(files: ImageFiles): Promise<Checked> {
  const findings = new Findings();
  const count = await checkVdi(files, { limits, findings, watch: unwatched });
  return { findings: findings.all, codes: [...findings.counts.keys()].sort(), counts: findings.counts, count };
}

/** What a repair proposes for some codes. */
export async function patchesFor(files: ImageFiles, ...codes: readonly string[]): Promise<readonly Patch[]> {
  const how = { limits, codes: new Set(codes), identity: fixedIdentity(), watch: unwatched };
  const patches: Patch[] = [];
  for await (const patch of repairVdi(files, how)) patches.push(patch);
  return patches;
}

/** Repairs an image in place. */
export async function repair(image: MemoryImage, ...codes: readonly string[]): Promise<void> {
  await applyPatches(image, await patchesFor(image, ...codes));
}

/** What can be read of a damaged image; undefined when it cannot be opened. */
export async function rescued(image: MemoryImage): Promise<Uint8Array | undefined> {
  try {
    return await readAll(await openImage(vdi, image, { tolerance: 'rescue' }));
  } catch (thrown) {
    if (thrown instanceof DiskError) return undefined;
    throw thrown;
  }
}

/** All of an image that is read without tolerance. */
export async function strictly(image: MemoryImage): Promise<Uint8Array> {
  return readAll(await openImage(vdi, image));
}

/** Compares megabytes, which a matcher would take seconds for. */
export function same(found: Uint8Array | undefined, expected: Uint8Array | undefined): boolean {
  return found !== undefined && expected !== undefined && Buffer.compare(found, expected) === 0;
}
