import { expect, test } from 'vitest';
import { joinPatches } from '#main/core/disk/join-patches.ts';
import type { BytesPatch, Patch } from '#main/core/disk/patch.ts';
import { KiB } from '#shared/model/bytes.ts';
import { seededRandom } from '#test/support/random.ts';

/** An entry of four bytes that gets another value. */
const entry = (at: number, now = 1, was = 0, because = 'x.lost'): BytesPatch => ({
  kind: 'bytes',
  file: 'disk',
  because,
  at,
  was: new Uint8Array(4).fill(was),
  now: new Uint8Array(4).fill(now),
});

async function join(patches: readonly Patch[]): Promise<readonly Patch[]> {
  const all: Patch[] = [];
  for await (const patch of joinPatches(each(patches))) all.push(patch);
  return all;
}

async function* each(patches: readonly Patch[]): AsyncGenerator<Patch> {
  yield* patches;
}

const placesOf = (patches: readonly Patch[]) =>
  patches.map((patch) => (patch.kind === 'bytes' ? [patch.at, patch.now.length] : [patch.was, patch.now]));

test('entries that are mended one after another become one patch, and the two copies of a table one each, the first one first', async () => {
  const mended = [0, 4, 8, 12].flatMap((at) => [entry(1000 + at), entry(5000 + at)]);
  expect(placesOf(await join(mended))).toEqual([
    [1000, 16],
    [5000, 16],
  ]);
});

test('what has another reason, is longer than an entry or changes the length of the file keeps its turn', async () => {
  const grain: BytesPatch = { ...entry(8), was: new Uint8Array(512), now: new Uint8Array(512) };
  const patches: readonly Patch[] = [
    entry(0),
    entry(4, 1, 0, 'x.other'),
    { kind: 'size', file: 'disk', because: 'x.other', was: 10, now: 20 },
    entry(8, 1, 0, 'x.other'),
    grain,
    entry(12, 1, 0, 'x.other'),
    { ...entry(16, 1, 0, 'x.other'), file: 'disk-s001' },
  ];
  expect(await join(patches)).toEqual(patches);
});

test('a run is not longer than a power cut may tear and a person wait for', async () => {
  const many = Array.from({ length: 20 * KiB }, (_, i) => entry(4 * i));
  expect(placesOf(await join(many))).toEqual([
    [0, 64 * KiB],
    [64 * KiB, 16 * KiB],
  ]);
});

test('whatever comes in whatever order leaves the same bytes, and each patch finds what it expects', async () => {
  const random = seededRandom(40);
  for (let round = 0; round < 300; round += 1) {
    const start = Buffer.alloc(64);
    const model = Buffer.from(start);
    const patches = Array.from({ length: 30 }, (_, i) => {
      const at = 4 * random.below(14);
      const was = model[at] ?? 0;
      model.fill(i + 1, at, at + 4);
      return entry(at, i + 1, was, random.below(8) === 0 ? 'x.other' : 'x.lost');
    });
    const bytes = Buffer.from(start);
    for (const patch of (await join(patches)) as readonly BytesPatch[]) {
      expect(bytes.subarray(patch.at, patch.at + patch.was.length)).toEqual(Buffer.from(patch.was));
      bytes.set(patch.now, patch.at);
    }
    expect(bytes).toEqual(model);
  }
});
