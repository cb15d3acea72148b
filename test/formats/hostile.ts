import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Struct } from '#main/core/layout/struct.ts';
import type { DiskFormat } from '#main/core/disk/format.ts';
import { makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import type { SuiteVariant } from './suite.ts';

/** A structure of an image and where it lies. */
export interface HostileStructure {
  readonly structure: Pick<Struct<never>, 'title' | 'places'>;
  readonly at: (image: Uint8Array) => Bytes;
  /** Makes checksums fit again, so that the lie is not refused for a formality. */
  readonly resign?: (image: Uint8Array) => void;
}

/** What a field may be set to. */
const lies = {
  'all zeros': (field: Uint8Array) => field.fill(0),
  'the number one': (field: Uint8Array) => field.fill(0).fill(1, 0, 1),
  'the number one, big-endian': (field: Uint8Array) => field.fill(0).fill(1, -1),
  'all ones': (field: Uint8Array) => field.fill(0xff),
  'the largest signed number': (field: Uint8Array) => field.fill(0xff).fill(0x7f, -1),
  'the largest signed number, big-endian': (field: Uint8Array) => field.fill(0xff).fill(0x7f, 0, 1),
} as const;

/** Whatever a field claims, an image is opened and walked, or refused with a reason: at once, and in little memory. */
export function describeHostile(
  format: DiskFormat,
  variant: SuiteVariant | undefined,
  structures: readonly HostileStructure[],
): void {
  if (!variant) return;
  const virtualSize = variant.virtualSize ?? 8 * variant.blockSize;
  const recipe = { variant: variant.id, virtualSize, written: [{ start: 0, length: variant.blockSize }] };

  for (const { structure, at, resign } of structures) {
    describe(`with lies in the ${structure.title}`, () => {
      it.each(structure.places)('$name', async ({ at: fieldStart, size }) => {
        const honest = (await makeImage(format, recipe)).main.bytes();
        for (const [lie, tell] of Object.entries(lies)) {
          const image = honest.slice();
          const start = at(image) + fieldStart;
          tell(image.subarray(start, start + size));
          resign?.(image);
          for (const tolerance of ['strict', 'rescue'] as const) {
            const outcome = await walk(format, image, tolerance);
            expect(outcome, `${lie}, ${tolerance}`).toMatch(/^(walked|refused)$/);
          }
        }
      });
    });
  }
}

/** No walk over a lying image may take longer or hold more. */
const mostSteps = 100_000;
const mostMemory = 96 * MiB;

async function walk(format: DiskFormat, bytes: Uint8Array, tolerance: 'strict' | 'rescue'): Promise<string> {
  const image = new MemoryImage('hostile', bytes);
  const before = process.memoryUsage().arrayBuffers;
  try {
    const layer = await openImage(format, image, { tolerance });
    let steps = 0;
    for await (const batch of layer.extents({ start: 0, length: layer.virtualSize })) {
      steps += batch.length + 1;
      if (steps > mostSteps) return 'walks for ever';
    }
  } catch (thrown) {
    return thrown instanceof DiskError && thrown.code !== 'internal' ? 'refused' : String(thrown);
  }
  return process.memoryUsage().arrayBuffers - before > mostMemory ? 'takes too much memory' : 'walked';
}
