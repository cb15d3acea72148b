import { describe, expect, it, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import type { ImageFiles } from '#main/core/disk/format.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { diskId, stateId } from '#test/chain/vdi-chain.ts';
import { Recorder, type Step } from '#test/support/crash.ts';
import { FaultyFile, Fault } from '#test/support/faulty-file.ts';
import { fixedIdentity, type MemoryImage } from '#test/support/make-image.ts';
import { buildVdi, free, zero } from './build.ts';
import { editImage, filled, headerOf, imageOf, mapOf } from './edit-support.ts';

/** Hand-made images of these tests have their map at 512 and their data at 1024. */
function inWords(steps: readonly Step[]): readonly string[] {
  return steps.map((step) => {
    if (step.kind === 'flush') return 'flush';
    if (step.kind === 'resize') return `grow to ${(step.size - 1024) / MiB} slots`;
    if (step.at < 512) return 'header';
    return step.at < 1024 ? 'map' : `data of slot ${Math.floor((step.at - 1024) / MiB)}`;
  });
}

function recorded(image: MemoryImage): { readonly files: ImageFiles<Writer>; readonly steps: readonly Step[] } {
  const recorder = new Recorder();
  const main = recorder.record('disk.vdi', image.main);
  return { steps: recorder.steps, files: { main, name: image.name, sibling: (name) => image.sibling(name) } };
}

describe('what is written into a VDI', () => {
  it('gets there in an order in which no entry points to what is not there, and no counter is behind an entry', async () => {
    const { files, steps } = recorded(imageOf(buildVdi({ map: [0, free, free], header: { blocksAllocated: 1 } })));
    const layer = await editImage(files);
    await layer.write(MiB, filled(1, 2 * MiB));
    await layer.flush();
    expect(inWords(steps)).toEqual([
      ...['header', 'flush'],
      ...['grow to 3 slots', 'data of slot 1', 'header', 'flush', 'map', 'flush'],
    ]);
  });

  it('goes straight to slots that are there, and costs one flush', async () => {
    const { files, steps } = recorded(imageOf(buildVdi({ map: [1, 0], header: { blocksAllocated: 2 } })));
    const layer = await editImage(files);
    await layer.write(0, filled(1, 512));
    await layer.write(MiB, filled(1, 512));
    await layer.flush();
    expect(inWords(steps)).toEqual(['header', 'flush', 'data of slot 1', 'data of slot 0', 'flush']);
  });

  it('leaves the counter alone where it counts the slot already', async () => {
    const { files, steps } = recorded(imageOf(buildVdi({ map: [free, 1], header: { blocksAllocated: 2 } })));
    const layer = await editImage(files);
    await layer.write(0, filled(1, MiB));
    await layer.flush();
    expect(inWords(steps)).toEqual(['header', 'flush', 'data of slot 0', 'flush', 'map', 'flush']);
  });

  it('does not wait for a flush when much of the map has changed', async () => {
    const page = 16 * 1024;
    const blockSize = 4 * KiB;
    const blocks = 70 * page;
    const parent = {
      imageType: imageTypes.differencing,
      parentUuid: diskId('01'),
      parentModificationUuid: stateId('01'),
    };
    const header = { ...parent, blocks, blockSize, diskSize: blocks * blockSize, dataStart: 512 + 4 * blocks };
    const { files, steps } = recorded(
      imageOf(buildVdi({ map: [], header, fileSize: 512 + 4 * blocks }).fill(0xff, 512)),
    );
    const layer = await editImage(files);
    for (let block = 0; block < blocks; block += page) {
      await layer.zero({ start: block * blockSize, length: blockSize });
    }
    // After the new UUID: what is not flushed when the 64th page changes, the pages, and these.
    const [, , before, ...pages] = steps.slice(0, -1);
    expect([before, steps.at(-1)].map((step) => step?.kind)).toEqual(['flush', 'flush']);
    expect(pages.map((step) => step.kind === 'write' && step.at)).toEqual(
      Array.from({ length: 64 }, (_, i) => 512 + i * page * 4),
    );
  });
});

describe('the modification UUID of a VDI', () => {
  const before = headerOf(buildVdi({ map: [0] })).modificationUuid;

  it('changes once for each opening in which something is changed', async () => {
    const image = imageOf(buildVdi({ map: [0, 1], header: { blocksAllocated: 2 } }));
    const identity = fixedIdentity();
    const seen = new Set([before]);
    for (const start of [0, MiB]) {
      const { files, steps } = recorded(image);
      const layer = await editImage(files, identity);
      await layer.write(start, filled(1, 512));
      await layer.write(start, filled(2, 512));
      await layer.flush();
      expect(inWords(steps).filter((step) => step === 'header')).toEqual(['header']);
      const { modificationUuid } = headerOf(image.main.bytes());
      expect(layer.marks).toMatchObject({ modification: modificationUuid });
      seen.add(modificationUuid);
    }
    expect(seen.size).toBe(3);
  });

  it('stays when all that was asked for is there already', async () => {
    const image = imageOf(buildVdi({ map: [free, zero, 0], header: { blocksAllocated: 1 } }));
    const untouched = image.main.bytes();
    const layer = await editImage(image);
    await layer.zero({ start: 0, length: 2 * MiB });
    await layer.discard({ start: 0, length: 2 * MiB });
    await layer.flush();
    expect(Buffer.compare(image.main.bytes(), untouched)).toBe(0);
    expect(layer.marks).toMatchObject({ modification: before });
  });
});

test('blocks whose data could not be stored stay free, and their slots are used by the next ones', async () => {
  const image = imageOf(buildVdi({ map: [free, free, free] }));
  // The header is the first write, the data of the first block the second.
  const main = new FaultyFile(image.main, new Fault(2, 'ENOSPC', { operations: ['write'] }));
  const layer = await editImage({ main, name: image.name, sibling: (name) => image.sibling(name) });
  await expect(layer.write(0, filled(1, 2 * MiB))).rejects.toMatchObject({ name: 'DiskError' });
  await layer.write(2 * MiB, filled(3, MiB));
  await layer.flush();
  expect(mapOf(image.main.bytes())).toEqual([free, free, 0]);
  expect(headerOf(image.main.bytes()).blocksAllocated).toBe(1);
});

test('a counter whose writing failed, but may have been done, is written again before the next entry', async () => {
  const image = imageOf(buildVdi({ map: [0, 1], header: { blocksAllocated: 2 } }));
  const { files, steps } = recorded(image);
  const main: Writer = {
    get size() {
      return files.main.size;
    },
    read: (at, target) => files.main.read(at, target),
    resize: (size) => files.main.resize(size),
    flush: () => files.main.flush(),
    async write(at, bytes) {
      await files.main.write(at, bytes);
      if (inWords(steps).filter((step) => step === 'header').length === 2 && at < 512) throw new Error('a bad cable');
    },
  };
  const layer = await editImage({ ...files, main });
  await layer.discard({ start: MiB, length: MiB });
  await expect(layer.flush()).rejects.toThrow('a bad cable');
  expect(headerOf(image.main.bytes()).blocksAllocated).toBe(1);
  await layer.write(MiB, filled(1, MiB));
  await layer.flush();
  expect(mapOf(image.main.bytes())).toEqual([0, 1]);
  expect(headerOf(image.main.bytes()).blocksAllocated).toBe(2);
});
