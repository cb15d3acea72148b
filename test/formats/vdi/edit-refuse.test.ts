import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { readLayer } from '#test/support/make-image.ts';
import { buildVdi, buildVdi02, free } from './build.ts';
import { editImage, imageOf } from './edit-support.ts';

/** Images that can be read, at least in part, with the reason why they are not written to. */
const refused: Readonly<Record<string, readonly [image: Uint8Array, refusal: object]>> = {
  'version 0.2': [buildVdi02([0], MiB), { reason: 'vdi.edit-version' }],
  'flags that nobody knows': [
    buildVdi({ map: [0], header: { flags: 6 } }),
    { reason: 'vdi.edit-flags', facts: { flags: 6 } },
  ],
  'the highest flag': [buildVdi({ map: [0], header: { flags: 0x8000_0000 } }), { reason: 'vdi.edit-flags' }],
  'a disk that ends inside a sector': [
    buildVdi({ map: [0], header: { diskSize: MiB - 100 } }),
    { reason: 'vdi.edit-odd-size', facts: { size: MiB - 100 } },
  ],
  'two blocks in one slot': [
    buildVdi({ map: [free, 1, 0, free, 1] }),
    { reason: 'vdi.edit-shared-slot', facts: { block: 1, other: 4, slot: 1 } },
  ],
  'a slot beyond the map': [
    buildVdi({ map: [free, 7], fileSize: 20 * MiB }),
    { reason: 'vdi.slot-range', facts: { block: 1, slot: 7 } },
  ],
  'a truncated block': [buildVdi({ map: [0, 1] }).slice(0, -1), { reason: 'vdi.block-truncated', facts: { block: 1 } }],
};

describe('writing into a VDI is refused with', () => {
  it.each(Object.entries(refused))('%s', async (_, [bytes, refusal]) => {
    const image = imageOf(bytes);
    await expect(editImage(image)).rejects.toMatchObject({ name: 'DiskError', ...refusal });
    expect(Buffer.compare(image.main.bytes(), bytes)).toBe(0);
  });

  it('blocks of another map page in one slot', async () => {
    const blocks = 40_000;
    const map = Array.from({ length: blocks }, () => free);
    map[3] = 0;
    map[39_000] = 0;
    const header = { blockSize: 4096, diskSize: blocks * 4096 };
    await expect(editImage(imageOf(buildVdi({ map, header })))).rejects.toMatchObject({
      reason: 'vdi.edit-shared-slot',
      facts: { block: 3, other: 39_000, slot: 0 },
    });
  });
});

it('a VDI with the flag that VirtualBox knows is written to', async () => {
  const layer = await editImage(imageOf(buildVdi({ map: [0], header: { flags: 1 } })));
  await layer.write(0, new Uint8Array(512).fill(7));
  await layer.flush();
  expect((await readLayer(layer, { start: 0, length: 512 })).every((byte) => byte === 7)).toBe(true);
});
