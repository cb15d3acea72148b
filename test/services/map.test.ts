import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import { mapService } from '#main/services/map.ts';
import { map } from '#shared/contract/map.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import type { MapSnapshot } from '#shared/model/map.ts';
import { connect } from '#shared/rpc/connect.ts';
import type { Api } from '#shared/rpc/define.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';
import { freeEntry, setEntries } from '#test/e2e/vdi-damage.ts';
import { makeMappedChain, mappedSize } from '#test/support/mapped-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const contract = { map };
let folder: TempFolder;
let policy: FilePolicy;
let api: Api<typeof contract>;
let path: string;

beforeEach(async () => {
  folder = await TempFolder.create();
  path = await makeMappedChain(folder);
  policy = createFilePolicy();
  api = connected();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

function connected(): Api<typeof contract> {
  const [client, server] = createPair();
  serve(contract, { map: mapService(policy) }, server);
  return connect(contract, client, { validateResults: true });
}

async function snapshots(): Promise<readonly MapSnapshot[]> {
  const all: MapSnapshot[] = [];
  for await (const snapshot of api.map.watch({ path })) all.push(snapshot);
  return all;
}

test('Nothing of an image that was not granted is told.', async () => {
  const range = { path, start: 0, length: MiB };
  const asked = [
    snapshots(),
    api.map.cells({ path, start: 0, cell: MiB, count: 1 }),
    api.map.ranges(range),
    api.map.locate(range),
  ];
  for (const answer of await Promise.allSettled(asked)) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { reason: 'file.not-granted' } });
  }
});

describe('The map of a granted image', () => {
  beforeEach(async () => {
    await policy.grant([path]);
  });

  test('ends with the whole disk in at most 4096 cells.', async () => {
    const last = (await snapshots()).at(-1);
    expect(last).toMatchObject({ size: mappedSize, known: mappedSize, cell: 256 * KiB, isSalvaged: true });
    expect(Buffer.from(last?.cells ?? '', 'base64')).toHaveLength(4096 * 5);
    expect(await folder.openFiles()).toEqual([]);
  });

  test('is at hand when it is asked for again, and details agree with a service that knows nothing yet.', async () => {
    const first = (await snapshots()).at(-1);
    expect(await snapshots()).toEqual([first]);
    for (const wanted of [
      { path, start: 0, cell: 512 * KiB, count: 2048 },
      { path, start: 64 * MiB, cell: 4 * KiB, count: 4096 },
    ]) {
      expect(await api.map.cells(wanted)).toEqual(await connected().map.cells(wanted));
    }
  });

  test('is made anew when the image has changed.', async () => {
    expect((await snapshots()).at(-1)).toMatchObject({ isSalvaged: true, totals: { lost: 2 * MiB } });
    await setEntries(path, { 130: freeEntry, 131: freeEntry });
    expect((await snapshots()).at(-1)).toMatchObject({ isSalvaged: false, totals: { lost: 0 } });
  });

  test('is made anew when a parent has changed.', async () => {
    expect((await snapshots()).at(-1)).toMatchObject({ totals: { parent: 140 * MiB } });
    await setEntries(folder.at('base.vdi'), { 400: freeEntry });
    expect((await snapshots()).at(-1)).toMatchObject({ totals: { parent: 139 * MiB } });
  });

  test('is refused when a parent is gone, although it was known before.', async () => {
    await snapshots();
    await rename(folder.at('base.vdi'), folder.at('elsewhere.bin'));
    await expect(snapshots()).rejects.toMatchObject({ reason: 'chain.parent-missing' });
  });

  test('tells ranges and places.', async () => {
    const { ranges, end } = await api.map.ranges({ path, start: 90 * MiB, length: 20 * MiB });
    expect(ranges).toEqual([
      { kind: 'hole', start: 90 * MiB, length: 10 * MiB },
      { kind: 'data', start: 100 * MiB, length: 10 * MiB },
    ]);
    expect(end).toBe(110 * MiB);
    const { place } = await api.map.locate({ path, start: 0, length: MiB });
    expect(place?.file).toBe(folder.at('base.vdi'));
    expect(await api.map.locate({ path, start: 90 * MiB, length: MiB })).toEqual({ place: null });
  });

  test('refuses more cells than an answer has.', async () => {
    const wanted = { path, start: 0, cell: 512, count: 4097 };
    await expect(api.map.cells(wanted)).rejects.toMatchObject({ reason: 'input.invalid' });
  });
});
