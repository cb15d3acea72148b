import { describe, expect, it } from 'vitest';
import { findingRows } from '#shared/text/findings/index.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header } from '#main/core/formats/vhd/layout.ts';
import { MemoryImage, sampleOf } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { check, codesOf, contentOf, opens, repair } from './check-image.ts';
import { child, fixed, own, withBatmap } from './damage.ts';

describe('checking and repairing VHDs full of random faults', () => {
  const lossless = Object.entries(findingRows)
    .filter(([, { fix }]) => fix?.loss === 'none')
    .map(([code]) => code);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('neither throws nor changes what could be read, series %i', async (seed) => {
    const random = seededRandom(seed);
    for (const make of [own, fixed, child, withBatmap()]) {
      const healthy = (await make()).main.bytes();
      for (let round = 0; round < 12; round += 1) {
        const content = withFaults(healthy, random);
        const isVhd = vhd.probe(sampleOf(new MemoryImage('disk.vhd', content))).match !== 'no';
        if (!isVhd) continue;
        const image = new MemoryImage('disk.vhd', content);
        const before = (await opens(image)) ? await contentOf(image, 'strict') : undefined;
        const unmended = codesOf((await check(image)).findings);
        await repair(image, lossless);
        const label = `round ${String(round)}: ${unmended.join(', ')}`;
        if (before) expect(firstDifference(await contentOf(image, 'strict'), before, 0), label).toBeUndefined();
        // What is offered without loss is done, if not at once, then when what was in its way is gone.
        for (let again = 0; again < 3; again += 1) await repair(image, lossless);
        const offered = (await check(image)).findings.filter(({ fix }) => fix?.loss === 'none');
        expect(codesOf(offered), label).toEqual([]);
        await repair(image);
        await check(image);
      }
    }
  });
});

/** One to five changes where the structures are: single bits, bytes, or entries that point to other entries' blocks. */
function withFaults(healthy: Uint8Array<ArrayBuffer>, random: Random): Uint8Array {
  const content = healthy.slice();
  const structures = 3072;
  for (let left = random.below(5); left >= 0; left -= 1) {
    const at = random.below(2) === 0 ? random.below(structures) : content.length - 1 - random.below(512);
    const kind = random.below(4);
    if (kind === 0) content[at] = random.below(256);
    else if (kind === 1) content[at] = (content[at] ?? 0) ^ (1 << random.below(8));
    else if (kind === 2) content.copyWithin(1536 + 4 * random.below(5), 1536, 1540);
    else content[1536 + 4 * random.below(5) + 3] = random.below(256);
  }
  // A fault that a checksum hides is a fault of a program, not of a disk.
  if (random.below(2) === 0) resign(content);
  const cut = random.below(10) === 0 ? random.below(3000) : 0;
  return content.subarray(0, content.length - cut);
}

function resign(content: Uint8Array): void {
  for (const at of [0, content.length - 512]) {
    if (content[at] === 'c'.charCodeAt(0)) sign(content.subarray(at, at + 512), footer.offsetOf('checksum'));
  }
  if (content[512] === 'c'.charCodeAt(0)) sign(content.subarray(512, 1536), header.offsetOf('checksum'));
}
