import { MiB } from '#shared/model/bytes.ts';
import { chooseTarget } from '#main/core/disk/choose-target.ts';
import { formats } from '#main/core/formats/index.ts';
import { atomically } from '#main/core/io/atomic-output.ts';
import { fixedIdentity } from './make-image.ts';
import { seededRandom } from './random.ts';

/** A stream that stores grains of zeros, as some programs write them. */
export async function writeStreamWithZeros(target: string): Promise<void> {
  const { variant, options } = chooseTarget({ target, variant: 'streamOptimized' }, formats);
  await atomically(target, {}, async (files) => {
    const sink = await variant.create(files, { virtualSize: 20 * MiB, options, identity: fixedIdentity() });
    await sink.data(0, seededRandom(3).bytes(1 * MiB));
    await sink.data(1 * MiB, new Uint8Array(16 * MiB));
    await sink.finish();
  });
}
