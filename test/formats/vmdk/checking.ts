import type { Finding } from '#shared/model/finding.ts';
import { Findings } from '#main/core/disk/findings.ts';
import type { BlockCount, ImageFiles, Watch } from '#main/core/disk/format.ts';
import { defaultLimits, type Limits } from '#main/core/disk/limits.ts';
import type { Patch } from '#main/core/disk/patch.ts';
import { check } from '#main/core/formats/vmdk/check.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { repair } from '#main/core/formats/vmdk/repair.ts';
import { fixedIdentity, openImage, readAll } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';

export interface Checked extends BlockCount {
  readonly findings: readonly Finding[];
  /** Of the findings, each once, in alphabetical order. */
  readonly codes: readonly string[];
}

export async function checkImage(
  files: ImageFiles,
  { limits = defaultLimits, watch = unwatched }: { readonly limits?: Limits; readonly watch?: Watch } = {},
): Promise<Checked> {
  const findings = new Findings();
  const count = await check(files, { limits, findings, watch });
  return { ...count, findings: findings.all, codes: [...findings.counts.keys()].sort() };
}

/** All patches at once, as the journal takes them: before any is applied. */
export async function patchesFor(files: ImageFiles, codes: readonly string[]): Promise<readonly Patch[]> {
  const patches: Patch[] = [];
  const how = { limits: defaultLimits, codes: new Set(codes), identity: fixedIdentity(), watch: unwatched };
  for await (const patch of repair(files, how)) patches.push(patch);
  return patches;
}

/** The content as the strict reader has it; undefined when it refuses the image. */
export async function contentOf(files: ImageFiles): Promise<Uint8Array | undefined> {
  try {
    return await readAll(await openImage(vmdk, files));
  } catch {
    return undefined;
  }
}
