import { describe, expect, it } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { vdiFindings } from '#shared/text/findings/vdi.ts';
import { header, headerStart, lchs, preHeader } from '#main/core/formats/vdi/layout.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { buildVdi, free, zero } from './build.ts';
import { check, patchesFor, repair, rescued, same, strictly } from './checking.ts';
import { healthy } from './healthy.ts';

const all = Object.keys(vdiFindings);
const lossless = Object.entries(vdiFindings).flatMap(([code, row]) =>
  'fix' in row && row.fix.loss === 'none' ? [code] : [],
);

describe('checking and repairing hostile VDI images', () => {
  const fields = [
    { structure: preHeader, start: 0 },
    { structure: header, start: headerStart },
    { structure: lchs, start: headerStart + header.size },
  ].flatMap(({ structure: { title, places }, start }) =>
    places
      .filter(({ name }) => name !== 'signature')
      .map(({ name, at, size }) => ({ field: `${name} of the ${title}`, at: start + at, size })),
  );

  it.each(fields)('takes any lie in $field', async ({ at, size }) => {
    for (const lie of [0, 1, 0x7f, 0xff]) {
      const image = await healthy['short header']();
      await image.main.write(at, new Uint8Array(size).fill(lie));
      await expectMending(image, seededRandom(lie));
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('takes any map in any file: seed %i', async (seed) => {
    const random = seededRandom(seed);
    for (let round = 0; round < 40; round += 1) {
      await expectMending(new MemoryImage('disk.vdi', anyImage(random)), random);
    }
  });
});

/** An image with a sound header, in which entries, count and length are whatever they happen to be. */
function anyImage(random: Random): Uint8Array {
  const blocks = 2 + random.below(12);
  const entry = () => random.pick([free, zero, random.below(blocks), random.below(blocks), random.below(blocks + 2)]);
  const map = Array.from({ length: blocks }, entry);
  const blockSize = 4 * KiB;
  const whole = buildVdi({
    map,
    header: {
      blockSize,
      blockExtra: random.pick([0, 0, 512]),
      diskSize: blocks * blockSize - random.pick([0, 512, 3000]),
      blocksAllocated: random.below(blocks + 2),
      imageType: random.pick([1, 2]),
    },
  });
  const change = random.pick([0, 0, 700, 2 * blockSize, -random.below(3 * blockSize)]);
  const image = new Uint8Array(Math.max(1024, whole.length + change));
  image.set(whole.subarray(0, image.length));
  return image;
}

/** What is said to cost nothing is mended, and costs nothing, even when it is cut off; then all the rest is, whatever it costs. */
async function expectMending(image: MemoryImage, random: Random): Promise<void> {
  const before = await rescued(image);
  const found = (await check(image)).codes;
  const harmless = found.filter((code) => lossless.includes(code));
  const patches = await patchesFor(image, ...harmless);
  await applyPatches(image, patches.slice(0, random.below(patches.length + 1)));
  if (before) expect(same(await rescued(image), before)).toBe(true);

  await repair(image, ...harmless);
  const { codes } = await check(image);
  expect(codes.filter((code) => harmless.includes(code))).toEqual([]);
  if (before) expect(same(await rescued(image), before)).toBe(true);

  await repair(image, ...all);
  // What was free space behind a header that could not be read is seen now, and what had no room may have some.
  await repair(image, ...all);
  const { findings } = await check(image);
  const isSound = findings.every(({ severity }) => severity === 'waste' || severity === 'note');
  if (isSound) await strictly(image);
  else expect(findings.filter(({ fix, severity }) => fix && severity === 'damage')).toEqual([]);
}
