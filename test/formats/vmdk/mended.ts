import { expect } from 'vitest';
import { applyPatches } from '#test/support/apply-patches.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { checkImage, patchesFor } from './checking.ts';

/** Header version 2 is what a test asked for. */
const asWished = 'vmdk.interoperability';

/**
 * Expects that a check finds nothing but waste and what can be mended without loss, mends that, and expects that only waste is
 * left then. What a power cut may leave behind.
 */
export async function expectMended(image: MemoryImage, title: string): Promise<void> {
  const bad = await worseThanWaste(image);
  expect(
    bad.filter(({ fix }) => fix?.loss !== 'none'),
    title,
  ).toEqual([]);
  const codes = bad.map(({ code }) => code);
  if (codes.length > 0) await applyPatches(image, await patchesFor(image, codes));
  expect(await worseThanWaste(image), title).toEqual([]);
}

async function worseThanWaste(image: MemoryImage) {
  const { findings } = await checkImage(image);
  return findings.filter(({ severity, code }) => severity !== 'waste' && code !== asWished);
}
