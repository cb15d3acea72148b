import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GiB } from '#shared/model/bytes.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { corpusImages, unpack, type CorpusImage } from '#test/support/corpus.ts';
import { missing } from '#test/support/need.ts';
import { unwatched } from '#test/support/watch.ts';
import { sparseDigestOf, sparseDigests } from './sparse-digests.ts';

const readable = new Set(['vdi', 'vhd', 'vmdk', 'raw']);
/** What the manifest says of images that have no word for their variant in them. */
const variantOf: Readonly<Record<string, string>> = { 'SESPARSE extent (no descriptor)': 'seSparse' };

/** Hashes also what takes minutes. */
const isThorough = process.env['PLATTER_THOROUGH'] === '1';

/** Every image that Platter reads, with an honest content. */
function readableImages(): readonly CorpusImage[] {
  return corpusImages().filter(({ format, digest }) => readable.has(format) && digest !== undefined);
}

/** Declares the digest tests for the images whose virtual size is in a range: the large ones run beside the others. */
export function describeDigests(title: string, range: { readonly from: number; readonly below: number }): void {
  describe.skipIf(missing('corpus', 'xz'))(title, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'platter-corpus-'));
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const images = missing('corpus') ? [] : readableImages();
    const chosen = images.filter(({ virtualSize }) => virtualSize >= range.from && virtualSize < range.below);

    it.each(chosen)('$file', { timeout: 300_000 }, async (image) => {
      const file = await unpack(image, folder);
      const input = image.format === 'raw' ? { path: file, sourceFormat: 'raw' } : { path: file };
      expect(await inspect(input, unwatched)).toMatchObject({
        format: image.format,
        // Which variant a raw image is lies in how it was unpacked, not in its content.
        ...(image.variant === '' ? {} : { variant: variantOf[image.variant] ?? image.variant }),
        virtualSize: image.virtualSize,
      });
      const sparse = sparseDigests[image.digest ?? ''];
      if (sparse !== undefined) expect(await sparseDigestOf(input)).toBe(sparse);
      if (sparse === undefined || isThorough) expect((await hash(input, unwatched)).value).toBe(image.digest);
    });
  });
}

export const largeImage = 16 * GiB;
