import path from 'node:path';
import { DiskError, type ErrorReason } from '#shared/errors.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { claimForReading } from '../disk/claim.ts';
import { Findings } from '../disk/findings.ts';
import type { BlockCount, DiskFormat, Watch } from '../disk/format.ts';
import { ImageFolder } from '../disk/image-folder.ts';
import { defaultLimits } from '../disk/limits.ts';
import { formatChoice } from '../disk/open.ts';
import type { OpenFolder } from '../disk/open-layer.ts';
import { whileUnchanged } from '../disk/while-unchanged.ts';
import { formats } from '../formats/index.ts';
import { openWholeSource, type SourceInput } from './open-source.ts';

/** What a look at an image and at its chain gave. */
export interface Examination {
  readonly format: DiskFormat;
  readonly findings: Findings;
  readonly blocks: BlockCount;
  /** The codes of what was found in the image itself: a repair never changes its parents. */
  readonly ownCodes: readonly FindingCode[];
}

/**
 * Looks at the structure of an image, of its parents, and at what holds them together. Damage is found, not thrown; throws
 * what opening a file throws, `source.changed`, and `probe.unknown` and its like for a file that is no image.
 */
export async function examine(input: SourceInput, watch: Watch): Promise<Examination> {
  const findings = new Findings();
  const { format, blocks } = await checkFile(input, findings, watch);
  const ownCodes = [...findings.counts.keys()];
  await checkChain(input, findings, watch);
  return { format, findings, blocks, ownCodes };
}

/** The format of opened files, as stated or as they show it. Throws `probe.empty` and what `identify` throws. */
export function formatOf(folder: OpenFolder, sourceFormat: string | undefined, { signal }: Watch): Promise<DiskFormat> {
  if (folder.main.size === 0) throw new DiskError('probe.empty', { name: folder.name });
  return formatChoice({ formats, sourceFormat })(folder, signal);
}

async function checkFile(
  { path: image, sourceFormat, inUse }: SourceInput,
  findings: Findings,
  watch: Watch,
): Promise<Pick<Examination, 'format' | 'blocks'>> {
  await using folder = await ImageFolder.open(image, defaultLimits);
  if (inUse !== 'read') await claimForReading([folder], 'image.written');
  const format = await formatOf(folder, sourceFormat, watch);
  const blocks = await whileUnchanged([folder], watch, async (watched) =>
    format.check?.(folder, { limits: defaultLimits, findings, watch: watched }),
  );
  return { format, blocks: blocks ?? { total: 0, allocated: 0 } };
}

/** How the refusals of a chain are found. */
const chainFindings: Partial<Record<ErrorReason, FindingCode>> = {
  'chain.parent-missing': 'chain.parent-not-found',
  'chain.parent-changed': 'chain.parent-differs',
  'chain.parent-format': 'chain.parent-differs',
  'chain.contradictory': 'chain.unsound',
  'chain.loop': 'chain.unsound',
  'chain.too-deep': 'chain.unsound',
};

/** What has nothing to do with the content of the image. */
const passing: readonly string[] = ['io', 'denied', 'in-use', 'internal', 'cancelled'];

/** Opens the image as every reader would, and looks at each of its parents. */
async function checkChain(input: SourceInput, findings: Findings, watch: Watch): Promise<void> {
  const name = path.basename(input.path);
  try {
    await using image = await openWholeSource(input, watch.signal);
    for (const parent of image.parents) {
      await checkFile({ ...input, path: parent, sourceFormat: image.format.id }, findings, watch);
    }
  } catch (thrown) {
    if (!(thrown instanceof DiskError) || passing.includes(thrown.code)) throw thrown;
    const code = chainFindings[thrown.reason];
    if (code) findings.add(code, { name, problem: thrown.message });
    // The reader refuses more than its own checks find, or something else is wrong: either way it is not to be kept quiet.
    else if (!isExplained(findings)) findings.add('image.refused', { name, problem: thrown.message });
  }
}

function isExplained({ all }: Findings): boolean {
  return all.some(({ severity }) => severity === 'fatal' || severity === 'damage');
}
