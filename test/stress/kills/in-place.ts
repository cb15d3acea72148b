import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { convert } from '#main/core/operations/convert.ts';
import { repair } from '#main/core/operations/repair.ts';
import { write } from '#main/core/operations/write.ts';
import { GiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { damagedImages } from '#test/operations/damaged-images.ts';
import { seededRandom } from '#test/support/random.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { contentOf, differenceOf, makeAs, temporariesIn, unsoundnessOf, type Scenario } from './scenario.ts';

const image = 'disk.img';
const sector: Bytes = 512;

/**
 * What a cut-off change of a VMDK may leave, and the next one puts right: a second copy of the tables that lacks entries, while
 * readers follow the first; and an extent that holds more than its line says yet, while the line counts.
 */
const leftByCuts = ['vmdk.second-entry-stale', 'vmdk.unclean', 'vmdk.extent-smaller'];

interface Change {
  readonly name: string;
  readonly format: string;
  readonly variant: string;
  readonly words: readonly string[];
  readonly stdin?: string;
  readonly size?: Bytes;
  /** Ranges that hold nothing but zeros when the image is made, although they are stored. */
  readonly zeroed?: boolean;
}

/** Images that are changed in place. `content` is what is written into them. */
export const changes = (content: string): readonly Change[] => [
  { name: 'write', format: 'vdi', variant: 'dynamic', words: ['write', image, '--offset', '3MiB'], stdin: content },
  { name: 'write', format: 'vhd', variant: 'dynamic', words: ['write', image, '--offset', '3MiB'], stdin: content },
  {
    name: 'write',
    format: 'vmdk',
    variant: 'monolithicSparse',
    words: ['write', image, '--offset', '3MiB'],
    stdin: content,
  },
  { name: 'compact', format: 'vdi', variant: 'dynamic', words: ['compact', image], zeroed: true },
  { name: 'compact', format: 'vhd', variant: 'dynamic', words: ['compact', image], zeroed: true },
  { name: 'compact', format: 'vmdk', variant: 'monolithicSparse', words: ['compact', image], zeroed: true },
  { name: 'compact', format: 'vmdk', variant: 'streamOptimized', words: ['compact', image], zeroed: true },
  { name: 'grow', format: 'vdi', variant: 'dynamic', words: ['resize', image, '4000GiB'] },
  { name: 'grow', format: 'vhd', variant: 'dynamic', words: ['resize', image, '900GiB'] },
  { name: 'grow', format: 'vmdk', variant: 'monolithicSparse', words: ['resize', image, '500GiB'] },
  { name: 'grow', format: 'vmdk', variant: 'twoGbMaxExtentSparse', words: ['resize', image, '9GiB'], size: 3 * GiB },
  { name: 'shrink', format: 'vmdk', variant: 'monolithicSparse', words: ['resize', image, '24MiB', '--shrink=data'] },
];

export async function changedInPlace({ name, format, variant, words, stdin, size, zeroed }: Change): Promise<Scenario> {
  const before = await TempFolder.create();
  await using folder = await TempFolder.create();
  const source = folder.at('source.img');
  await sparseImage(source, { size: size ?? 32 * MiB, data: 12 * MiB });
  await convert({ source, sourceFormat: 'raw', target: before.at(image), format, variant, verify: false }, unwatched);
  if (zeroed && variant !== 'streamOptimized') {
    const pieces = Readable.from([new Uint8Array(2 * MiB)]);
    await write({ path: before.at(image), offset: 4 * MiB, pieces }, unwatched);
  }
  const isSmall = size === undefined && name !== 'grow';
  return {
    name: `${name} ${format} ${variant}`,
    before,
    words,
    ...(stdin !== undefined && { stdin }),
    sources: [],
    async afterKill(killed, whole) {
      const unsound = await unsoundnessOf(killed.at(image), undefined, leftByCuts);
      if (unsound !== undefined) return unsound;
      const unmended = await unsoundOnceMended(killed, before);
      if (unmended !== undefined) return unmended;
      if (isSmall) return mixtureOf(await Promise.all([killed, before, whole].map((one) => contentOf(one.at(image)))));
      // Only the size differs, and behind the old one there is nothing.
      const found = await differenceOf(killed.at(image), before.at(image));
      return found?.startsWith('the disk differs') || found?.startsWith('it cannot') ? found : undefined;
    },
    async afterNextStart(again, whole) {
      const left = await temporariesIn(again);
      if (left.length > 0) return `left behind: ${left.join(' ')}`;
      return (await unsoundnessOf(again.at(image))) ?? differenceOf(again.at(image), whole.at(image));
    },
  };
}

/**
 * What a person can do who does not repeat the call: a repair that costs nothing leaves an image without a finding, and with the
 * same content. Tried on a copy, since the call is repeated with what the kill left.
 */
async function unsoundOnceMended(killed: TempFolder, before: TempFolder): Promise<string | undefined> {
  if ((await unsoundnessOf(killed.at(image))) === undefined) return undefined;
  await using copy = await TempFolder.create();
  await makeAs(copy, killed);
  await repair({ path: copy.at(image), kind: 'lossless' }, unwatched);
  const left = await unsoundnessOf(copy.at(image));
  if (left !== undefined) return `once mended, ${left}`;
  const found = await differenceOf(copy.at(image), killed.at(image));
  return found && `once mended, ${found}; before, ${String(await differenceOf(killed.at(image), before.at(image)))}`;
}

/** Every sector is as it was or as it is to be. */
function mixtureOf([found, before, after]: readonly Buffer[]): string | undefined {
  if (!found || !before || !after) return 'nothing';
  for (let at = 0; at < found.length; at += sector) {
    const piece = found.subarray(at, at + sector);
    const isKnown = [before, after].some((one) => piece.equals(one.subarray(at, at + sector)));
    if (!isKnown) return `the sector at ${String(at)} is neither old nor new`;
  }
  return undefined;
}

/** Repairs of images with one defect each, of every format. */
export async function repairs(): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = [];
  for (const format of ['vdi', 'vhd', 'vmdk']) {
    const mended = damagedImages.filter(
      (damaged) => damaged.format === format && damaged.isMended && findingRows[damaged.code].fix,
    );
    for (const damaged of mended.filter((_, index) => index % Math.ceil(mended.length / 4) === 0)) {
      const before = await TempFolder.create();
      const made = await damaged.make();
      for (const { name, bytes } of made.contents()) await writeFile(before.at(path.basename(name)), bytes);
      scenarios.push(repairing(`repair ${format}: ${damaged.name}`, before, path.basename(made.name)));
    }
  }
  return scenarios;
}

function repairing(name: string, before: TempFolder, main: string): Scenario {
  return {
    name,
    before,
    words: ['check', main, '--repair=all', '--source-format', path.extname(main).slice(1)],
    sources: [],
    afterKill: () => Promise.resolve(undefined),
    async afterNextStart(again, whole) {
      const left = await temporariesIn(again);
      if (left.length > 0) return `left behind: ${left.join(' ')}`;
      const [found, expected] = await Promise.all([again, whole].map((one) => unsoundnessOf(one.at(main))));
      if (found !== expected) return `after the repair: ${found ?? 'sound'} instead of ${expected ?? 'sound'}`;
      return expected === undefined ? differenceOf(again.at(main), whole.at(main)) : undefined;
    },
  };
}

/** Content that is written into images. */
export async function makeContent(file: string): Promise<void> {
  await writeFile(file, seededRandom(11).bytes(9 * MiB));
}
