import { DiskError } from '#shared/errors.ts';
import type { Finding } from '#shared/model/finding.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { Findings } from '#main/core/disk/findings.ts';
import type { BlockCount } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import type { Patch } from '#main/core/disk/patch.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { applyPatch } from '#test/support/apply-patches.ts';
import { fixedIdentity, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';
import type { Damage } from './damage.ts';

/** An image with one kind of damage. */
export async function spoiled(damage: Damage | undefined): Promise<MemoryImage> {
  if (!damage) throw new Error('there is no such damage');
  const image = await damage.image();
  return new MemoryImage(image.name, damage.spoil(image.main.bytes()));
}

interface CheckResult {
  readonly findings: readonly Finding[];
  readonly blocks: BlockCount | undefined;
}

export async function check(image: MemoryImage, limits = defaultLimits): Promise<CheckResult> {
  const findings = new Findings();
  const blocks = await vhd.check?.(image, { limits, findings, watch: unwatched });
  return { findings: findings.all, blocks };
}

/** Each code once, in order. */
export function codesOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ code }) => code))].sort();
}

/** What is more than worth knowing. */
export function faultsIn(findings: readonly Finding[]): readonly string[] {
  return codesOf(findings.filter(({ severity }) => severity !== 'note'));
}

const allCodes = Object.keys(findingRows);

export function proposals(image: MemoryImage, codes = allCodes): AsyncIterable<Patch> {
  const how = { limits: defaultLimits, codes: new Set(codes), identity: fixedIdentity(), watch: unwatched };
  const patches = vhd.repair?.(image, how);
  if (!patches) throw new Error('VHD cannot be repaired');
  return patches;
}

export async function patchesFor(image: MemoryImage, codes?: string[]): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  for await (const patch of proposals(image, codes)) patches.push(patch);
  return patches;
}

/** Repairs everything that can be, or some of it, as the core does: proposed first, applied then. */
export async function repair(image: MemoryImage, codes?: string[]): Promise<void> {
  for (const patch of await patchesFor(image, codes)) await applyPatch(image, patch);
}

export async function contentOf(image: MemoryImage, tolerance: 'strict' | 'rescue' = 'rescue'): Promise<Uint8Array> {
  return readAll(await openImage(vhd, image, { tolerance }));
}

/** Whether all of the disk can be read. */
export async function opens(image: MemoryImage): Promise<boolean> {
  try {
    await contentOf(image, 'strict');
    return true;
  } catch (thrown) {
    if (thrown instanceof DiskError) return false;
    throw thrown;
  }
}
