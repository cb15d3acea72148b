import { expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { Disk } from '#main/core/disk/disk.ts';
import { EditableDisk } from '#main/core/disk/editable-disk.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { Recorder } from '#test/support/crash.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { edit, imageOf, recorded } from './edit-image.ts';

const virtualSize = 3 * MiB;

/** What is done between two flushes: bytes of one value each, so that every state of a sector can be told. */
const rounds = [
  [
    { at: 512, length: 1024, value: 1 },
    { at: 2 * MiB - 512, length: 1024, value: 2 },
  ],
  [
    { at: 0, length: 1024, value: 3 },
    { at: 4096, length: 512, value: 0 },
    { at: 2 * MiB, length: 4096, value: 4 },
  ],
  [{ at: 1 * MiB, length: 512, value: 5 }],
];

it('a child shows its parent or its own data in every sector, and all that was flushed, whenever the power is cut', async () => {
  const parentImage = await makeImage(vhd, { virtualSize, written: [{ start: 0, length: virtualSize }] });
  const parent = new Disk(await openImage(vhd, parentImage));
  const child = new MemoryImage('child.vhd');
  await vhd.createChild?.(child.asTarget(), {
    options: vhd.options().parse({}),
    identity: fixedIdentity(),
    parent: { path: '/disk.vhd', relativePath: 'disk.vhd', modifiedAt: new Date(0), layer: parent.layer },
  });

  const recorder = new Recorder();
  const disk = new EditableDisk(await edit(recorded(child, recorder)), parent);
  const model = await contentOf(parent);
  const states = [{ content: model.slice(), step: 0 }];
  for (const round of rounds) {
    for (const { at, length, value } of round) {
      if (value === 0) await disk.zero({ start: at, length });
      else await disk.write(at, new Uint8Array(length).fill(value));
      model.fill(value, at, at + length);
    }
    await disk.flush();
    states.push({ content: model.slice(), step: recorder.steps.length });
  }

  const places = rounds
    .flat()
    .flatMap(({ at, length }) => Array.from({ length: length / 512 }, (_, i) => at + i * 512));
  for (const { title, files, steps } of recorder.cuts()) {
    const found = new Disk(await openImage(vhd, imageOf(files.get('child.vhd') ?? new Uint8Array(0))), parent);
    const safe = states.findLastIndex(({ step }) => step <= steps);
    const possible = states.slice(safe, safe + 2).map(({ content }) => content);
    const sector = Buffer.alloc(512);
    for (const at of [...places, 8192, virtualSize - 512]) {
      await found.read(at, sector);
      const isKnown = possible.some((content) => sector.equals(content.subarray(at, at + 512)));
      expect(isKnown, `${title}, the sector at byte ${String(at)}`).toBe(true);
    }
  }
  expect(recorder.steps.length).toBeGreaterThan(20);
});

async function contentOf(disk: Disk): Promise<Uint8Array> {
  const content = new Uint8Array(disk.virtualSize);
  await disk.read(0, content);
  return content;
}
