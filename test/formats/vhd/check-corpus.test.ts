import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findingRows } from '#shared/text/findings/index.ts';
import { Findings } from '#main/core/disk/findings.ts';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { corpusImages, unpack } from '#test/support/corpus.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** What there is to say of real images; nothing of it is damage. */
const curiosities: Readonly<Record<string, readonly string[]>> = {
  'd2v-zerofilled.vhd': ['vhd.unaligned'],
  'dynamic.vhd': [],
  'ext2.vhd': ['vhd.unaligned'],
  'fixed.vhd': ['vhd.not-for-azure'],
  'image.vhd': ['vhd.unaligned', 'vhd.uuid-missing'],
  'minimal.vhd': [],
  'ntfs-differential.vhd': [],
  'ntfs-dynamic.vhd': [],
  'ntfs-fixed.vhd': [],
  'virtualpc-dynamic.vhd': ['vhd.size-ambiguous'],
};

describe.skipIf(missing('corpus', 'xz'))('checking real VHDs', () => {
  const folder = TempFolder.create();
  afterAll(async () => (await folder)[Symbol.asyncDispose]());
  const images = missing('corpus') ? [] : corpusImages().filter(({ format }) => format === 'vhd');

  it.each(images)('finds no damage in $file', { timeout: 60_000 }, async (image) => {
    const file = await unpack(image, (await folder).path);
    await using files = await ImageFolder.open(file, defaultLimits);
    const findings = new Findings();
    await vhd.check?.(files, { limits: defaultLimits, findings, watch: unwatched });
    const codes = [...findings.counts.keys()].sort();
    expect(codes).toEqual(curiosities[path.basename(file)]);
    expect(
      findings.all.filter(({ code }) => findingRows[code as keyof typeof findingRows].severity !== 'note'),
    ).toEqual([]);
  });
});
