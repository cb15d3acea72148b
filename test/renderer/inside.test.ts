import { watchEffect, type App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import type { ImageRow } from '#renderer/modules/images/image-row.ts';
import { fieldName, isWrong, meaningInWords } from '#renderer/modules/images/inside/field-words.ts';
import { filterStructures } from '#renderer/modules/images/inside/filter-structures.ts';
import { hexLines, spaced } from '#renderer/modules/images/inside/hex.ts';
import { segmentsOf, sharesOf } from '#renderer/modules/images/inside/segments.ts';
import { structureAsText } from '#renderer/modules/images/inside/structure-text.ts';
import { useChain } from '#renderer/modules/images/inside/use-chain.ts';
import { useLook } from '#renderer/modules/images/inside/use-look.ts';
import { useImages } from '#renderer/modules/images/use-images.ts';
import { usePickerStore } from '#renderer/modules/files/picker.store.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import type { DiskContents, GuestPartition } from '#shared/model/guest.ts';
import type { FieldStructure, Structure } from '#shared/model/structure.ts';
import { createTestApp, inApp, Machine } from './app.ts';

let machine: Machine;
let app: App;

beforeEach(async () => {
  machine = new Machine();
  app = createTestApp(machine);
  await useAboutStore().load();
});

/** Opens an image that exists on the machine. */
async function opened(path: string): Promise<() => ImageRow> {
  machine.files.add(path);
  await inApp(app, useImages).addPasted([path]);
  // Of this app: what it still hears after its test is not about the image of the next one.
  const store = useImagesStore();
  return () => {
    const row = store.selected;
    if (!row) throw new Error('No image is selected.');
    return row;
  };
}

describe('a look inside', () => {
  const verbs = () => machine.looked.map(([verb]) => verb);

  test('is taken again when the image has changed, and keeps its answer meanwhile', async () => {
    const row = await opened('/disks/a.vdi');
    const answer = inApp(app, () => useLook(row, () => (api, input, signal) => api.inside.contents(input, signal)));
    await vi.waitFor(() => {
      expect(answer.value.kind).toBe('known');
    });
    const before = verbs().length;
    useImagesStore().change(row().id, { image: { ...row().image } });
    await vi.waitFor(() => {
      expect(verbs()).toHaveLength(before + 1);
    });
    expect(answer.value.kind).toBe('known');
  });

  test('tells why it could not be taken', async () => {
    const row = await opened('/disks/a.vdi');
    const refuse = () => Promise.reject<object>(new Error('gone'));
    const answer = inApp(app, () => useLook(row, () => refuse));
    await vi.waitFor(() => {
      expect(answer.value).toMatchObject({ kind: 'refused', error: { reason: 'internal.unexpected' } });
    });
  });

  test('is taken again when the connection is lost before the answer', async () => {
    const row = await opened('/disks/a.vdi');
    const ask = vi.spyOn(machine.services.inside, 'contents').mockReturnValueOnce(new Promise(() => undefined));
    const kinds = new Set<string>();
    const answer = inApp(app, () => {
      const looked = useLook(row, () => (api, input, signal) => api.inside.contents(input, signal));
      watchEffect(() => kinds.add(looked.value.kind), { flush: 'sync' });
      return looked;
    });
    await vi.waitFor(() => {
      expect(ask).toHaveBeenCalledTimes(1);
    });
    machine.disconnect();
    await vi.waitFor(() => {
      expect(answer.value.kind).toBe('known');
    });
    // That the connection was lost says nothing of the image.
    expect([...kinds]).toEqual(['waiting', 'known']);
  });

  test('at a chain takes the folders along that a person picked', async () => {
    const row = await opened('/disks/a.vdi');
    const chain = inApp(app, () => useChain(row));
    await vi.waitFor(() => {
      expect(chain.canPick.value).toBe(true);
    });
    const picking = chain.pickFolder.run();
    await vi.waitFor(() => {
      expect(usePickerStore().request).toMatchObject({ kind: 'folder', startIn: '/disks' });
    });
    usePickerStore().close(['/parents']);
    await picking;
    await vi.waitFor(() => {
      expect(chain.canPick.value).toBe(false);
    });
    expect(machine.looked.at(-1)).toEqual(['chain', { path: '/disks/a.vdi', parents: ['/parents'] }]);
    expect(machine.granted).toContain('/parents');
  });
});

describe('the picture of a disk', () => {
  const partition = (number: number, start: number, length: number, freeBytes?: number): GuestPartition => ({
    number,
    range: { start, length },
    type: '83',
    ...(freeBytes === undefined
      ? { distrust: { reason: 'swap', facts: {} } }
      : { fileSystem: 'ext4', space: { usedBytes: length - freeBytes, freeBytes, clusterSize: 1 } }),
  });
  const diskOf = (...partitions: GuestPartition[]): DiskContents => ({
    virtualSize: 100,
    guest: { scheme: 'mbr', partitions },
  });
  const rangesOf = (disk: DiskContents) => segmentsOf(disk).map(({ kind, range }) => [kind, range.start, range.length]);

  test('has its partitions in order, and what lies between them', () => {
    expect(rangesOf(diskOf(partition(2, 60, 30), partition(1, 10, 40, 5)))).toEqual([
      ['gap', 0, 10],
      ['partition', 10, 40],
      ['gap', 50, 10],
      ['partition', 60, 30],
      ['gap', 90, 10],
    ]);
  });

  test('has no place twice, and none beyond the end', () => {
    const disk = diskOf(partition(1, 0, 60), partition(2, 50, 20), partition(3, 55, 5), partition(4, 90, 900));
    expect(rangesOf(disk)).toEqual([
      ['partition', 0, 60],
      ['partition', 60, 10],
      ['gap', 70, 20],
      ['partition', 90, 10],
    ]);
  });

  test('has shares that add up to the disk', () => {
    const shares = sharesOf(segmentsOf(diskOf(partition(1, 10, 40, 5), partition(2, 60, 30))));
    expect(shares).toEqual({ used: 35, free: 5, unknown: 30, outside: 30 });
  });
});

describe('structures in words', () => {
  const header: FieldStructure = {
    kind: 'fields',
    title: 'vdi.header',
    number: null,
    where: { file: 'a.vdi', start: 72, length: 8 },
    hex: '8001000041',
    fields: [
      { name: 'headerSize', at: 0, size: 4, value: '384', meaning: { kind: 'size', bytes: 384 } },
      { name: 'parentUuid', at: 4, size: 4, value: null, meaning: null },
    ],
  };
  const descriptor: Structure = {
    kind: 'text',
    title: 'vmdk.descriptor',
    number: 2,
    where: { file: 'b.vmdk', start: 0, length: 1 },
    text: 'createType="custom"',
  };

  test('have the names of their fields as people write them', () => {
    expect(['uuid', 'parentModificationUuid', 'newlineDouble1', 'blocks'].map(fieldName)).toEqual([
      'UUID',
      'Parent modification UUID',
      'Newline double 1',
      'Blocks',
    ]);
  });

  test('say what bits and times mean', () => {
    const flags = (keys: readonly 'markers'[], unknown: string | null) =>
      meaningInWords({ kind: 'flags', keys, unknown });
    expect(flags([], null)).toBe('no flag set');
    expect(flags(['markers'], '0x40')).toBe('markers before grains, and 0x40 without a known meaning');
    expect(flags([], '0x40')).toBe('0x40, without a known meaning');
    expect(meaningInWords({ kind: 'time', at: Date.UTC(2020, 1, 3, 4, 5, 6) })).toBe('2020-02-03 04:05:06 UTC');
    expect(isWrong({ kind: 'checksum', isRight: false })).toBe(true);
    expect(isWrong({ kind: 'mark', isRight: true })).toBe(false);
  });

  test('are copied as columns', () => {
    expect(structureAsText(header)).toBe(
      ['VDI header (a.vdi, bytes 72 to 79)', '0  Header size  80 01 00 00  384  384 bytes', '4  Parent UUID'].join(
        '\n',
      ),
    );
  });

  test('are found by field, value, meaning, title and text', () => {
    const found = (search: string) =>
      filterStructures([header, descriptor], search).map((one) =>
        one.kind === 'fields' ? one.fields.map(({ name }) => name) : one.title,
      );
    expect(found('')).toEqual([['headerSize', 'parentUuid'], 'vmdk.descriptor']);
    expect(found('Header SIZE')).toEqual([['headerSize']]);
    expect(found('384 bytes')).toEqual([['headerSize']]);
    expect(found('vdi header')).toEqual([['headerSize', 'parentUuid']]);
    expect(found('descriptor 2')).toEqual(['vmdk.descriptor']);
    expect(found('custom')).toEqual(['vmdk.descriptor']);
    expect(found('nothing')).toEqual([]);
  });

  test('show their bytes by place and as characters', () => {
    expect(hexLines('41427f00', 510)).toBe(`01fe  41 42 7f 00${' '.repeat(36)}  AB··`);
    expect(hexLines('00'.repeat(17), 0).split('\n')).toHaveLength(2);
    expect(spaced('010203', 2)).toBe('01 02 …');
  });
});
