import { expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { buildVdi } from '#test/formats/vdi/build.ts';
import { buildDynamic } from '#test/formats/vhd/build.ts';
import { dropping } from '#test/support/compact-options.ts';
import { MemoryImage, openImage, readLayer } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';

/** Two blocks, of which the second ends with the disk and the file after one sector. */
const block = 2 * MiB;
const diskSize = block + 512;

function cutVdi(): Uint8Array {
  const header = { blockSize: block, diskSize, blocksAllocated: 2 };
  return buildVdi({ map: [0, 1], header, fileSize: 1024 + block + 512 });
}

function cutVhd(): Uint8Array {
  const whole = buildDynamic({ table: [4, 4 + 4097], footer: { currentSize: diskSize } });
  return Buffer.concat([whole.subarray(0, (4 + 4097 + 2) * 512), whole.subarray(-512)]);
}

test.each([
  ['VDI', vdi, cutVdi],
  ['VHD', vhd, cutVhd],
])(
  'the last block of a %s, cut where the disk ends, is moved although most of it is missing',
  async (_, format, make) => {
    const image = new MemoryImage('disk', make());
    const holes = new UnitSet(block);
    holes.add(0);
    expect((await format.compact?.(image, dropping(holes)))?.movedBytes).toBeGreaterThan(512);
    const content = await readLayer(await openImage(format, image), { start: 0, length: diskSize });
    expect(Buffer.compare(content.subarray(0, block), new Uint8Array(block))).toBe(0);
    expect(content.subarray(block)).toEqual(patternAt(block, 512));
  },
);
