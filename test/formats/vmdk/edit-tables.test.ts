import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { flag, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { planSparse } from '#main/core/formats/vmdk/sparse-plan.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { MemoryImage, openImage, readAll, readLayer } from '#test/support/make-image.ts';
import { Recorder } from '#test/support/crash.ts';
import { patternAt } from '#test/support/patterns.ts';
import { buildSparse, descriptorOf, diskSize, grain, sparseLine, type SparseRecipe } from './build.ts';
import { checkImage } from './checking.ts';
import { changedBytes, edit, editRefusal, entriesOf } from './edit-support.ts';

const plan = planSparse(diskSize, grain);
const overheadBytes = plan.overhead * 512;
const imageOf = (recipe: SparseRecipe) => new MemoryImage('disk.vmdk', buildSparse(recipe));
const child = descriptorOf([sparseLine(diskSize)], 'parentFileNameHint="base.vmdk"').replace('=ffffffff', '=00000001');

describe('allocating grains', () => {
  it('puts them behind everything else and enters them in both copies, and changes nothing more but the content id', async () => {
    const image = imageOf({ grains: { 3: 'data' } });
    const before = image.main.bytes();
    const layer = await edit(image);
    await layer.write(600 * grain, patternAt(600 * grain, 2 * grain));
    expect(changedBytes(before, image.main.bytes().subarray(0, before.length))).toHaveLength(1);
    await layer.flush();

    const after = image.main.bytes();
    const first = plan.overhead + grain / 512;
    expect(after.length).toBe(before.length + 2 * grain);
    expect([600, 601].map((index) => entriesOf(after, index))).toEqual([
      [first, first],
      [first + 8, first + 8],
    ]);
    const contentId = Buffer.from(before).indexOf('12345678');
    const expected = before.slice();
    expected.set(after.subarray(contentId, contentId + 8), contentId);
    for (const tables of [plan.redundantTables, plan.tables]) {
      const entries = (tables + plan.tableSectors) * 512 + 4 * (600 - 512);
      expected.set(after.subarray(entries, entries + 8), entries);
    }
    expect(changedBytes(expected, after.subarray(0, before.length))).toEqual([]);
  });

  it('keeps to the grid when the file ends beside it', async () => {
    const image = imageOf({ grains: { 0: 'data' }, fileSize: overheadBytes + grain + 512 });
    const layer = await edit(image);
    await layer.write(grain, patternAt(grain, 512));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 1)[0]).toBe(plan.overhead + 16);
    expect(image.main.size).toBe(overheadBytes + 3 * grain);
  });

  it('keeps to the grid that the header plans, and to the one of the first grain', async () => {
    const shift = 3;
    const header = { overhead: plan.overhead + shift };
    const empty = imageOf({ header });
    const layer = await edit(empty);
    await layer.write(0, patternAt(0, 512));
    await layer.write(grain, patternAt(grain, 512));
    await layer.flush();
    expect([0, 1].map((index) => entriesOf(empty.main.bytes(), index)[0])).toEqual(
      [0, 8].map((sectors) => plan.overhead + shift + sectors),
    );
    expect((await checkImage(empty)).codes).toEqual([]);

    const first = imageOf({ header, grains: { 0: 'data' } });
    const disk = await edit(first);
    await disk.write(grain, patternAt(grain, 512));
    await disk.flush();
    expect(entriesOf(first.main.bytes(), 1)[0]).toBe(plan.overhead + 8);
  });

  it('stores the last grain of the disk whole', async () => {
    const virtualSize = diskSize - grain + 512;
    const image = imageOf({ virtualSize, descriptor: descriptorOf([sparseLine(virtualSize)]) });
    const layer = await edit(image);
    await layer.write(virtualSize - 512, patternAt(virtualSize - 512, 512));
    await layer.flush();
    expect(image.main.size).toBe(overheadBytes + grain);
    const read = await readLayer(await openImage(vmdk, image), { start: virtualSize - 512, length: 512 });
    expect(Buffer.compare(read, patternAt(virtualSize - 512, 512))).toBe(0);
  });

  it('never uses the place of a write that failed again, since something of it may be there', async () => {
    const image = imageOf({});
    let mayFail = true;
    const flaky = Object.create(image.main, {
      write: {
        value: (at: number, bytes: Uint8Array) => {
          if (at < overheadBytes || !mayFail) return image.main.write(at, bytes);
          mayFail = false;
          return image.main.write(at, bytes.fill(0xee)).then(() => Promise.reject(new Error('cable pulled')));
        },
      },
      read: { value: image.main.read.bind(image.main) },
      resize: { value: image.main.resize.bind(image.main) },
      flush: { value: () => Promise.resolve() },
      size: { get: () => image.main.size },
    }) as typeof image.main;
    const layer = await edit({ main: flaky, name: image.name, sibling: (name) => image.sibling(name) });
    await expect(layer.write(0, new Uint8Array(grain))).rejects.toThrow('cable pulled');
    await layer.write(0, patternAt(0, 512));
    await layer.flush();
    const read = await readLayer(await openImage(vmdk, image), { start: 0, length: grain });
    expect(read.subarray(512).every((byte) => byte === 0)).toBe(true);
  });

  it('refuses to go beyond the 2 TiB that tables can address', async () => {
    const image = imageOf({});
    const far = 2 ** 32 * 512 - grain;
    const grown: number[] = [];
    // A file of nearly 2 TiB, of which memory holds only the beginning.
    const main = {
      get size() {
        return grown.at(-1) ?? far;
      },
      read: image.main.read.bind(image.main),
      write: (at: number, bytes: Uint8Array) => (at < far ? image.main.write(at, bytes) : Promise.resolve()),
      resize: (size: number) => Promise.resolve(void grown.push(size)),
      flush: () => Promise.resolve(),
    };
    const layer = await edit({ main, name: 'disk.vmdk', sibling: (name) => image.sibling(name) });
    await layer.write(0, new Uint8Array(grain));
    await expect(layer.write(grain, new Uint8Array(512))).rejects.toMatchObject({
      reason: 'vmdk.edit-full',
      facts: { limit: 2 ** 32 * 512 },
    });
    expect(grown).toEqual([2 ** 32 * 512]);
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 0)).toEqual([2 ** 32 - 8, 2 ** 32 - 8]);
  });
});

describe('tables that are missing in the directory', () => {
  it('are made in both copies', async () => {
    const image = imageOf({ grains: { 0: 'data' }, directory: { 1: 0, 2: 0 } });
    const before = image.main.size;
    const layer = await edit(image);
    await layer.write(2 * MiB - 512, patternAt(2 * MiB - 512, 1024));
    await layer.flush();
    const bytes = image.main.bytes();
    const places = [511, 512, 1024].map((index) => entriesOf(bytes, index));
    expect(places[1]?.[0]).toBe(places[1]?.[1]);
    expect(places[2]).toEqual([undefined, undefined]);
    expect(image.main.size).toBeLessThanOrEqual(before + 2 * 2048 + 3 * grain);
    const read = await readLayer(await openImage(vmdk, image), { start: 2 * MiB - 512, length: 1024 });
    expect(Buffer.compare(read, patternAt(2 * MiB - 512, 1024))).toBe(0);
    expect(await edit(image)).toBeDefined();
  });

  it('are seen before they are written', async () => {
    const image = imageOf({ directory: { 0: 0, 1: 0, 2: 0 } });
    const layer = await edit(image);
    await layer.write(3 * MiB, patternAt(3 * MiB, 512));
    const whole = await readAll(layer);
    expect(Buffer.compare(whole.subarray(3 * MiB, 3 * MiB + 512), patternAt(3 * MiB, 512))).toBe(0);
    expect(whole.subarray(0, 3 * MiB).every((byte) => byte === 0)).toBe(true);
  });
});

describe('an extent with one copy of its tables', () => {
  it('is written with that', async () => {
    const image = imageOf({ header: { flags: flag.newlineTest, redundantDirectory: 0 }, grains: { 1: 'data' } });
    const layer = await edit(image);
    await layer.write(0, patternAt(0, grain));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 0)[0]).toBe(plan.overhead + 8);
    const copy = image.main.bytes().subarray(plan.redundantTables * 512);
    expect(copy.subarray(0, 4)).toEqual(new Uint8Array(4));
  });
});

describe('zeros', () => {
  it('over a parent are an entry of their own where the header allows it', async () => {
    const flags = flag.newlineTest | flag.redundantTables | flag.zeroedGrains;
    const image = imageOf({ header: { flags, version: 2 }, descriptor: child, grains: { 2: 1 } });
    const before = image.main.size;
    const layer = await edit(image);
    await layer.zero({ start: 0, length: 3 * grain });
    await layer.flush();
    expect([0, 1, 2].map((index) => entriesOf(image.main.bytes(), index)[1])).toEqual([1, 1, 1]);
    expect(image.main.size).toBe(before);
  });

  it('over a parent are stored where the header knows no such entry', async () => {
    const image = imageOf({ descriptor: child });
    const layer = await edit(image);
    await layer.zero({ start: grain, length: 2 * grain });
    await layer.flush();
    expect([1, 2].map((index) => entriesOf(image.main.bytes(), index)[0])).toEqual([plan.overhead, plan.overhead + 8]);
    expect(image.main.size).toBe(overheadBytes + 2 * grain);
  });

  it('give way to data in a grain of their own', async () => {
    const flags = flag.newlineTest | flag.redundantTables | flag.zeroedGrains;
    const image = imageOf({ header: { flags, version: 2 }, grains: { 2: 1 } });
    const layer = await edit(image);
    await layer.write(2 * grain + 512, patternAt(2 * grain + 512, 512));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 2)).toEqual([plan.overhead, plan.overhead]);
  });

  it('change nothing at all where nothing is stored and there is no parent', async () => {
    const image = imageOf({ grains: { 5: 'data' } });
    const before = image.main.bytes();
    const layer = await edit(image);
    await layer.zero({ start: 6 * grain, length: 100 * grain });
    await layer.discard({ start: 6 * grain, length: 100 * grain });
    await layer.flush();
    expect(changedBytes(before, image.main.bytes())).toEqual([]);
  });
});

describe('the mark of an unclean shutdown', () => {
  const at = sparseHeader.offsetOf('uncleanShutdown');

  it('is on the medium before a table changes and taken away behind the tables', async () => {
    const image = imageOf({});
    const recorder = new Recorder();
    const main = recorder.record('disk.vmdk', image.main);
    const layer = await edit({ main, name: image.name, sibling: (name) => image.sibling(name) });
    await layer.write(0, patternAt(0, grain));
    await layer.flush();
    const story = recorder.steps.map((step) => {
      if (step.kind !== 'write') return step.kind;
      if (step.at === at) return step.bytes[0] === 1 ? 'marked' : 'unmarked';
      if (step.at >= overheadBytes) return 'data';
      return step.at < plan.redundantDirectory * 512 ? 'content id' : step.at < plan.directory * 512 ? 'copy' : 'table';
    });
    expect(story).toEqual([
      ...['content id', 'flush', 'resize', 'data', 'marked', 'flush', 'table', 'copy', 'flush', 'unmarked'],
    ]);
  });

  it('is found in every image that a power cut leaves with copies that differ', async () => {
    const image = imageOf({ grains: { 0: 'data' }, directory: { 1: 0 } });
    const recorder = new Recorder();
    const main = recorder.record('disk.vmdk', image.main);
    const layer = await edit({ main, name: image.name, sibling: (name) => image.sibling(name) });
    for (const grains of [3, 600, 1200, 5]) {
      await layer.write(grains * grain, patternAt(0, 2 * grain));
      if (grains > 3) await layer.flush();
    }
    const found = { refused: 0, opened: 0 };
    for (const { title, files } of recorder.cuts()) {
      const bytes = files.get('disk.vmdk') ?? new Uint8Array(0);
      const outcome = await editRefusal(new MemoryImage('disk.vmdk', bytes));
      found[outcome === 'opened' ? 'opened' : 'refused'] += 1;
      if (outcome === 'opened') continue;
      expect([title, outcome.reason, bytes[at]]).toEqual([title, 'vmdk.edit-copies-differ', 1]);
    }
    expect(Math.min(found.refused, found.opened)).toBeGreaterThan(5);
  });

  it('is not set for data that has its place already', async () => {
    const image = imageOf({ grains: { 0: 'data' } });
    const recorder = new Recorder();
    const main = recorder.record('disk.vmdk', image.main);
    const layer = await edit({ main, name: image.name, sibling: (name) => image.sibling(name) });
    await layer.write(512, patternAt(512, 512));
    await layer.flush();
    expect(recorder.steps.filter((step) => step.kind === 'write' && step.at === at)).toEqual([]);
  });

  it('that another program left goes away with the first change, since all tables were compared', async () => {
    const image = imageOf({ header: { uncleanShutdown: 1 }, grains: { 0: 'data' } });
    const layer = await edit(image);
    await layer.flush();
    expect(image.main.bytes()[at]).toBe(1);
    await layer.write(0, patternAt(0, 4 * KiB));
    await layer.flush();
    expect(image.main.bytes()[at]).toBe(0);
  });
});
