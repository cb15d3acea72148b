import { expect, it } from 'vitest';
import { Recorder } from '#test/support/crash.ts';
import { readAll } from '#test/support/make-image.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import type { EditableLayer } from '#main/core/disk/format.ts';
import { buildVdi, free, zero } from './build.ts';
import { editImage, headerOf, imageOf, mapOf } from './edit-support.ts';

const blockSize = 4096;
const map = [3, free, 0, zero, 1, free, 5];
const diskSize = map.length * blockSize - 512;

/** Blocks come and go, so that slots pass from one to another all the time; every change is one to whole blocks or sectors. */
async function changeBoth(layer: EditableLayer, model: Uint8Array, random: Random): Promise<void> {
  const start = blockSize * random.below(map.length) + random.pick([0, 0, 512]);
  const end = Math.min(diskSize, start + random.pick([512, blockSize, blockSize, 2 * blockSize]));
  const range = { start, length: end - start };
  const bytes = random.bytes(range.length);
  switch (random.below(4)) {
    case 0:
      await layer.zero(range);
      model.fill(0, start, end);
      return;
    case 1:
      await layer.discard(range);
      model.set(await readAll(layer));
      return;
    default:
      await layer.write(start, bytes);
      model.set(bytes, start);
  }
}

it.each([1, 2, 3, 4])(
  'a power cut at any time leaves every slot to one block and every block its own, series %i',
  async (seed) => {
    const random = seededRandom(seed);
    const header = { blockSize, blockExtra: 512, diskSize, blocksAllocated: 2 };
    const image = imageOf(buildVdi({ map, header }));
    const recorder = new Recorder();
    const main = recorder.record(image.name, image.main);
    const layer = await editImage({ main, name: image.name, sibling: (name) => image.sibling(name) });
    const model = await readAll(layer);
    const history = [{ content: model.slice(), steps: 0, isFlushed: true }];
    for (let round = 0; round < 12; round += 1) {
      for (let change = 0; change < 3; change += 1) {
        await changeBoth(layer, model, random);
        history.push({ content: model.slice(), steps: recorder.steps.length, isFlushed: false });
      }
      await layer.flush();
      history.push({ content: model.slice(), steps: recorder.steps.length, isFlushed: true });
    }

    let cuts = 0;
    for (const { title, files, steps } of recorder.cuts()) {
      cuts += 1;
      const bytes = files.get(image.name) ?? new Uint8Array(0);
      // Opening it refuses slots that two blocks share and slots that are not there.
      const found = await readAll(await editImage(imageOf(bytes)));
      const safe = history.findLastIndex((state) => state.isFlushed && state.steps <= steps);
      const next = history.findIndex((state, i) => i > safe && state.isFlushed);
      const possible = history.slice(safe, next < 0 ? undefined : next + 1).map(({ content }) => content);
      expect(strangeSector(found, possible), title).toBeUndefined();
      if (steps > 1) expect(headerOf(bytes).blocksAllocated, title).toBeGreaterThan(highestSlot(bytes));
    }
    expect(cuts).toBeGreaterThan(100);
  },
);

/** The first sector that is as it was in none of the contents. */
function strangeSector(found: Uint8Array, possible: readonly Uint8Array[]): number | undefined {
  for (let at = 0; at < diskSize; at += 512) {
    const sector = Buffer.from(found.subarray(at, at + 512));
    if (!possible.some((content) => sector.equals(content.subarray(at, at + 512)))) return at;
  }
  return undefined;
}

function highestSlot(bytes: Uint8Array): number {
  return Math.max(-1, ...mapOf(bytes).filter((entry) => entry < zero));
}
