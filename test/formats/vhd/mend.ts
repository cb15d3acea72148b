import { expect } from 'vitest';
import { findingRows } from '#shared/text/findings/index.ts';
import { isIntactFooter } from '#main/core/formats/vhd/checksum.ts';
import { footerAtEnd } from '#main/core/formats/vhd/find-footer.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { check, repair } from './check-image.ts';

const lossless = Object.entries(findingRows)
  .filter(([, { fix }]) => fix?.loss === 'none')
  .map(([code]) => code);

/** Expects an image to have nothing but waste and what can be mended without loss, mends that, and expects only waste then. */
export async function expectMendable(image: MemoryImage, label: string): Promise<void> {
  const { findings } = await check(image);
  const grave = findings.filter(({ severity, code }) => !isHarmless(severity) && !lossless.includes(code));
  expect(grave, label).toEqual([]);
  await repair(image, lossless);
  const left = (await check(image)).findings.filter(({ severity }) => !isHarmless(severity));
  expect(left, label).toEqual([]);
}

function isHarmless(severity: string): boolean {
  return severity === 'note' || severity === 'waste';
}

/** Whether a file ends with a footer, which it does at every moment while something moves. */
export function hasGoodFooter(content: Uint8Array): boolean {
  const found = footerAtEnd(content);
  return found !== undefined && isIntactFooter(found.stored);
}
