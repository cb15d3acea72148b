import { KiB } from '#shared/model/bytes.ts';
import { SparseDigest } from '#main/core/disk/digest.ts';
import { readAhead } from '#main/core/disk/read-ahead.ts';
import { openSource, type SourceInput } from '#main/core/operations/open-source.ts';
import { unwatched } from '#test/support/watch.ts';

/**
 * Digests by `SparseDigest` of the largest images, which are nearly empty: SHA-256 of their 255 GiB takes minutes of a core, nearly
 * all of them for zeros. `PLATTER_THOROUGH=1 npm test -- test/corpus` computes both and so proves that these belong to the
 * manifest's.
 */
export const sparseDigests: Readonly<Record<string, string>> = {
  dcb4f171cbcedb416d5da34e48d5a17ecc2828a0f14c416de3669b8463cb1d8e:
    '8a0fe0fd1bc5283bc1ac63d83ff9eb920a06db8ef064d5785e57a8700db438a9',
  '9cae5eb2ae940f35977d2b9a29905062bca387ac56b63f5e0c968f4da666acfb':
    '5f1ddbc2fb3ac86385b0364c3c5a1aec48dbf451dcb849a1019199160d840cff',
  '6cb118a8f8b3c19385874297e291dcbcdf3a9837ba1ca7b00ace2491adbff551':
    '2be2196b9c19b0913b11d708d2550cdf0f5b0106c4ae0eec2aa07d2b243c7268',
  '43ad95fcbd0c994125f25ea5e32fe8ec741a0c8bd3309e856d98c0ace276dd8a':
    '91429f5a7288b39dce72c13829f3007b4a995891403be9cba690a81687d3a731',
};

/** The sparse digest of an image's whole content. */
export async function sparseDigestOf(input: SourceInput): Promise<string> {
  const { signal } = unwatched;
  await using image = await openSource(input, signal);
  const { disk } = image;
  const digest = new SparseDigest();
  for await (const window of readAhead(disk, { unit: 64 * KiB, limit: disk.virtualSize, signal })) {
    await digest.add(window.start, window.bytes);
    window.release();
  }
  const { value } = await digest.finish(disk.virtualSize);
  return value;
}
