import { describe, expect, it } from 'vitest';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent, ExtentKind } from '#shared/model/extent.ts';
import { Disk } from '#main/core/disk/disk.ts';
import type { Layer } from '#main/core/disk/format.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';

const unit: Bytes = 512;
type Unit = ExtentKind | 'compressed';

/** A layer that says of each unit what it is; all that it stores, compressed or not, is one byte over and over. */
function layerOf(units: readonly Unit[], byte: number, unitsInBatch: number): Layer {
  const virtualSize = units.length * unit;
  const file = new MemoryFile(new Uint8Array(virtualSize).fill(byte));
  return {
    variant: 'model',
    virtualSize,
    blockSize: unit,
    facts: {},
    files: [{ name: 'model', role: 'image', content: file }],
    async *extents(range: ByteRange): AsyncGenerator<readonly Extent[]> {
      const end = endOf(range);
      let batch: Extent[] = [];
      for (let at = range.start, next = at; at < end; at = next) {
        const index = Math.floor(at / unit);
        next = Math.min((index + 1) * unit, end);
        const run = { start: at, length: next - at };
        const kind = units[index] ?? 'hole';
        if (kind === 'data') batch.push({ kind, ...run, stored: { file: 0, ...run } });
        else batch.push({ kind: kind === 'compressed' ? 'data' : kind, ...run });
        if (batch.length < unitsInBatch) continue;
        yield batch;
        batch = [];
      }
      yield batch;
    },
    readStored(at, target) {
      const last = Math.floor((at + target.length - 1) / unit);
      for (let index = Math.floor(at / unit); index <= last; index += 1) {
        if (units[index] !== 'compressed') return Promise.reject(new Error(`unit ${index} is not compressed here`));
      }
      target.fill(byte);
      return Promise.resolve();
    },
  };
}

/** Numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

function randomUnits(next: (below: number) => number, count: number): readonly Unit[] {
  const kinds: readonly Unit[] = ['data', 'compressed', 'zero', 'hole', 'hole', 'hole'];
  const units: Unit[] = [];
  while (units.length < count) {
    const kind = kinds[next(kinds.length)] ?? 'hole';
    const length = 1 + next(4);
    for (let i = 0; i < length; i += 1) units.push(kind);
  }
  return units.slice(0, count);
}

/**
 * What a guest sees, told the slow way: the first layer that has no hole decides. The topmost layer is the first. Where a
 * layer has ended, those below are not asked: as a disk of its own it has nothing there.
 */
function shown(layers: readonly (readonly Unit[])[]): Uint8Array {
  const content = new Uint8Array((layers[0]?.length ?? 0) * unit);
  for (let index = 0; index * unit < content.length; index += 1) {
    const deciding = layers.findIndex((units) => units[index] !== 'hole');
    const decision = layers[deciding]?.[index] ?? 'zero';
    if (decision !== 'zero') content.fill(deciding + 1, index * unit, (index + 1) * unit);
  }
  return content;
}

describe('a disk of several layers', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))(
    'shows what the first layer without a hole has, case %i',
    async (seed) => {
      const next = numbers(seed);
      const layers = Array.from({ length: 1 + next(4) }, () => randomUnits(next, 20 + next(60)));
      const disk = layers.reduceRight<Disk | undefined>(
        (parent, units, i) => new Disk(layerOf(units, i + 1, 1 + next(9)), parent),
        undefined,
      );
      const expected = shown(layers);
      for (let i = 0; i < 20; i += 1) {
        const start = i === 0 ? 0 : next(expected.length);
        const content = new Uint8Array(i === 0 ? expected.length : 1 + next(expected.length - start)).fill(0xff);
        await disk?.read(start, content);
        expect(Buffer.compare(content, expected.subarray(start, start + content.length))).toBe(0);
      }
    },
  );

  it('tells its extents without gaps, merged over batches and layers', async () => {
    const top = layerOf(['hole', 'zero', 'hole', 'hole', 'compressed', 'hole', 'hole'], 1, 2);
    const base = layerOf(['data', 'data', 'data', 'data', 'data', 'compressed'], 2, 3);
    const found: Extent[] = [];
    for await (const batch of new Disk(top, new Disk(base)).extents()) found.push(...batch);
    expect(found).toEqual([
      { kind: 'data', start: 0, length: unit, stored: { file: 1, start: 0, length: unit } },
      { kind: 'zero', start: unit, length: unit },
      { kind: 'data', start: 2 * unit, length: 2 * unit, stored: { file: 1, start: 2 * unit, length: 2 * unit } },
      { kind: 'data', start: 4 * unit, length: 2 * unit },
      { kind: 'hole', start: 6 * unit, length: unit },
    ]);
  });
});
