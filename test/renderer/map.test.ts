import type { App } from 'vue';
import { nextTick, shallowRef, watch } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageRow } from '#renderer/modules/images/image-row.ts';
import { decodeCells } from '#renderer/modules/images/map/map-cells.ts';
import type { MapColours } from '#renderer/modules/images/map/map-colours.ts';
import {
  canZoomIn,
  layOut,
  movedView,
  revealed,
  shownRange,
  squaresOf,
  wholeView,
  zoomedIn,
  zoomedOut,
} from '#renderer/modules/images/map/map-view.ts';
import { paintSquares, type SquareContext } from '#renderer/modules/images/map/paint-squares.ts';
import { bandsOf } from '#renderer/modules/images/map/square-bands.ts';
import {
  blocksInWords,
  kindsInWords,
  positionInWords,
  shareInWords,
} from '#renderer/modules/images/map/square-words.ts';
import { TileStore, tileLength } from '#renderer/modules/images/map/tile-store.ts';
import { useMap } from '#renderer/modules/images/map/use-map.ts';
import { useMapTiles } from '#renderer/modules/images/map/use-map-tiles.ts';
import { useMapView } from '#renderer/modules/images/map/use-map-view.ts';
import { usePointed } from '#renderer/modules/images/map/use-pointed.ts';
import { useRanges } from '#renderer/modules/images/map/use-ranges.ts';
import { GiB, KiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { MapSnapshot } from '#shared/model/map.ts';
import { createTestApp, inApp, Machine } from './app.ts';

const disk = { size: 2 * TiB, cell: 512 * MiB };
const layout = layOut(4096, 986, 266);
/** Shares of one square. */
const only = { data: [255, 0, 0, 0, 0], hole: [0, 0, 0, 255, 0], nothing: [0, 0, 0, 0, 0] } as const;

describe('the part of a disk that is shown', () => {
  test('is all of it in the largest squares that fit, in rooms of any shape', () => {
    for (const [width, height] of [
      [986, 266],
      [574, 170],
      [2000, 600],
      [100, 400],
    ] as const) {
      const { columns, rows, pitch } = layOut(4096, width, height);
      expect(columns * rows).toBeGreaterThanOrEqual(4096);
      expect(columns * (rows - 1)).toBeLessThan(4096);
      expect(columns * pitch).toBeLessThanOrEqual(width);
      expect(Math.floor(width / (pitch + 1)) * Math.floor(height / (pitch + 1))).toBeLessThan(4096);
    }
  });

  test('stays where the mouse is while it is zoomed, in and out again', () => {
    const anchor = 1 * TiB;
    let view = wholeView(disk);
    const place = Math.floor(anchor / view.cell);
    for (let times = 0; times < 6; times += 1) view = zoomedIn(view, anchor, disk, layout);
    expect(view.cell).toBe(8 * MiB);
    expect(Math.floor(anchor / view.cell) - view.first).toBe(place);
    for (let times = 0; times < 9; times += 1) view = zoomedOut(view, anchor, disk, layout);
    expect(view).toEqual(wholeView(disk));
  });

  test('gets no finer than pages, and never leaves the disk', () => {
    let view = wholeView(disk);
    for (let times = 0; times < 40; times += 1) view = zoomedIn(view, disk.size - 1, disk, layout);
    expect([view.cell, canZoomIn(view)]).toEqual([4 * KiB, false]);
    expect(shownRange(view, disk, layout)).toEqual({
      start: disk.size - squaresOf(layout) * 4 * KiB,
      length: squaresOf(layout) * 4 * KiB,
    });
    expect(movedView(view, 1e12, disk, layout)).toEqual(view);
    expect(movedView(view, -1e12, disk, layout).first).toBe(0);
  });

  test('follows a place out of sight by whole rows', () => {
    const view = { cell: MiB, first: layout.columns * 10 };
    expect(revealed(view, (view.first + 5) * MiB, disk, layout)).toEqual(view);
    expect(revealed(view, (view.first - 1) * MiB, disk, layout).first).toBe(layout.columns * 9);
    const below = view.first + squaresOf(layout);
    expect(revealed(view, below * MiB, disk, layout).first).toBe(layout.columns * 11);
  });
});

describe('cells at hand', () => {
  const read = (store: TileStore, cell: number, first: number, count: number) => {
    const target = new Uint8Array(count * 5);
    store.read(cell, first, target);
    return Array.from({ length: count }, (_, index) => [...target.subarray(index * 5, index * 5 + 5)]);
  };

  test('that are missing are answered by the coarser ones around them', () => {
    const store = new TileStore();
    store.setWhole(8, Uint8Array.from([...only.data, ...only.hole]));
    expect(read(store, 8, 0, 3)).toEqual([only.data, only.hole, only.nothing]);
    expect(read(store, 2, 2, 4)).toEqual([only.data, only.data, only.hole, only.hole]);
    const fine = new Uint8Array(tileLength * 5);
    fine.set(only.hole, 0);
    fine.set(only.data, 5);
    store.set(4, 0, fine);
    expect(read(store, 4, 0, 3)).toEqual([only.hole, only.data, only.nothing]);
    expect(read(store, 1, 2, 4)).toEqual([only.hole, only.hole, only.data, only.data]);
    store.clearTiles();
    expect(read(store, 4, 0, 3)).toEqual([only.data, only.data, only.hole]);
  });

  test('are read across the borders of tiles, and the oldest tiles go first', () => {
    const store = new TileStore();
    store.setWhole(1024, Uint8Array.from(only.hole));
    store.set(
      4,
      0,
      Uint8Array.from({ length: tileLength * 5 }, (_, index) => only.data[index % 5] ?? 0),
    );
    expect(read(store, 4, tileLength - 1, 2)).toEqual([only.data, only.nothing]);
    for (let tile = 1; tile <= 200; tile += 1) store.set(4, tile, new Uint8Array(tileLength * 5));
    expect([store.has(4, 0), store.has(4, 200), store.has(1024, 7)]).toEqual([false, true, true]);
  });
});

describe('a square', () => {
  test('is cut into its kinds in proportion, and hides neither data nor damage', () => {
    expect([...bandsOf(Uint8Array.from([0, 0, 0, 255, 0]), 8)]).toEqual([0, 0, 0, 0, 8, 8]);
    expect([...bandsOf(Uint8Array.from([128, 0, 0, 127, 0]), 8)]).toEqual([0, 4, 4, 4, 8, 8]);
    expect([...bandsOf(Uint8Array.from([1, 0, 0, 253, 1]), 8)]).toEqual([0, 2, 2, 2, 6, 8]);
    expect([...bandsOf(Uint8Array.from([0, 0, 0, 0, 0]), 8)]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('is painted in the colours of its kinds, with forms of their own and a frame around what is pointed at', () => {
    const { context, at, strokes } = createPaper(27, 9);
    const squares = [255, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 255];
    const picture = { layout: { columns: 3, rows: 1, pitch: 9 }, shares: Uint8Array.from(squares), pixelRatio: 1 };
    paintSquares(context, { ...picture, framed: 1 }, colours);
    expect([at(1, 1), at(10, 1), at(13, 4), at(8, 4)]).toEqual(['data', 'parent', 'hole', undefined]);
    expect([at(18, 7), at(18, 0), at(25, 0), at(25, 7)]).toEqual(['mark', 'lost', 'mark', 'lost']);
    expect(strokes).toEqual([[8, 1, 10, 7]]);
  });

  test('is told in words', () => {
    expect(kindsInWords(Uint8Array.from(only.data))).toBe('Data');
    expect(kindsInWords(Uint8Array.from([254, 0, 0, 0, 1]))).toBe('Data more than 99 %, Damaged less than 1 %');
    expect(kindsInWords(Uint8Array.from(only.nothing))).toBe('');
    expect([0, 0.001, 0.5, 0.999, 1].map(shareInWords)).toEqual([
      '0 %',
      'less than 1 %',
      '50 %',
      'more than 99 %',
      '100 %',
    ]);
    expect(blocksInWords({ start: 27_034 * MiB, length: 2 * MiB }, MiB)).toBe('blocks 27,034 – 27,035');
    expect(blocksInWords({ start: 5 * MiB + 512, length: 512 }, MiB)).toBe('block 5');
    expect([
      positionInWords(0, 1),
      positionInWords(26 * GiB + 512 * MiB, 256 * MiB),
      positionInWords(26 * GiB + 512 * MiB, 4 * KiB),
      positionInWords(3 * GiB, 1),
    ]).toEqual(['0', '26.5 GiB', '26 GiB 512 MiB', '3 GiB']);
  });
});

describe('the map of an image', () => {
  const known = (path: string): ImageRow['image'] => ({ kind: 'known', value: { path } as never });
  const snapshot = (changes: Partial<MapSnapshot> = {}): MapSnapshot => ({
    size: disk.size,
    blockSize: MiB,
    known: disk.size,
    totals: { data: 0, parent: 0, zero: 0, hole: disk.size, lost: 0 },
    cell: disk.cell,
    cells: btoa(String.fromCharCode(...Array.from({ length: 4096 }, () => [...only.data]).flat())),
    isSalvaged: false,
    ...changes,
  });
  const path = '/disks/a.vdi';
  const row = shallowRef<ImageRow>({
    id: '1',
    path,
    image: { kind: 'waiting' },
    openedAt: 0,
    freeSpace: false,
    asCopy: false,
  });
  let machine: Machine;
  let app: App;

  beforeEach(() => {
    machine = new Machine();
    app = createTestApp(machine);
    row.value = { ...row.value, image: { kind: 'waiting' }, sourceFormat: undefined };
  });

  test('fills up while the disk is being looked at, and is made anew when the image has changed', async () => {
    machine.mapSnapshots = [snapshot({ known: GiB }), snapshot()];
    const { answer, state } = inApp(app, () => useMap(() => row.value));
    const seen: number[] = [];
    watch(answer, (now) => seen.push(now.kind === 'known' ? now.value.known : -1), { flush: 'sync' });
    row.value = { ...row.value, image: known(path) };
    await vi.waitFor(() => {
      expect([seen, state.value]).toEqual([[GiB, disk.size], 1]);
    });

    // The old picture stays until the new one is whole.
    machine.mapSnapshots = [snapshot({ known: GiB }), snapshot({ isSalvaged: true })];
    row.value = { ...row.value, image: known(path) };
    await vi.waitFor(() => {
      expect([answer.value, state.value]).toMatchObject([{ value: { isSalvaged: true } }, 2]);
    });
    expect(seen).toEqual([GiB, disk.size, disk.size]);
  });

  test('that cannot be had says why', async () => {
    machine.mapRefusal = 'probe.unknown';
    row.value = { ...row.value, image: { kind: 'refused', error: {} as never } };
    const { answer } = inApp(app, () => useMap(() => row.value));
    await vi.waitFor(() => {
      expect(answer.value).toMatchObject({ kind: 'refused', error: { reason: 'probe.unknown' } });
    });
  });

  const asked = (what: string) => machine.mapDetails.filter(([one]) => one === what).map(([, input]) => input);

  test('asks for the details of what is shown and beside it, once, as what the person says the file is', async () => {
    row.value = { ...row.value, image: known(path), sourceFormat: 'raw' };
    const state = shallowRef(1);
    const { view, tiles } = inApp(app, () => {
      const place = useMapView(() => disk);
      const parts = { row: () => row.value, map: () => snapshot(), state: () => state.value, place };
      return { view: place, tiles: useMapTiles(parts) };
    });
    view.resize(986, 266);
    await nextTick();
    expect(asked('cells')).toEqual([]);
    view.zoomIn(1 * TiB);
    await vi.waitFor(() => {
      expect(asked('cells')).toHaveLength(4);
    });
    const cell = disk.cell / 2;
    expect(asked('cells')[0]).toEqual({ path, format: 'raw', start: 0, cell, count: tileLength });
    await vi.waitFor(() => {
      expect(tiles.store.has(cell, 3)).toBe(true);
    });
    view.showAll();
    await nextTick();
    view.zoomIn(0);
    await nextTick();
    expect(asked('cells')).toHaveLength(4);
    state.value = 2;
    await vi.waitFor(() => {
      expect(asked('cells').length).toBeGreaterThan(4);
    });
  });

  test('tells what the keyboard is on, and where that lies', async () => {
    row.value = { ...row.value, image: known(path) };
    const { view, pointed } = inApp(app, () => {
      const place = useMapView(() => disk);
      const map = () => snapshot();
      const tiles = useMapTiles({ row: () => row.value, map, state: () => 1, place });
      return { view: place, pointed: usePointed({ row: () => row.value, map, tiles, view: place }) };
    });
    expect(pointed.pointed.value).toBeUndefined();
    pointed.focus();
    view.step(1);
    view.goTo(Infinity);
    expect(pointed.pointed.value?.range).toEqual({ start: disk.size - disk.cell, length: disk.cell });
    expect([...(pointed.pointed.value?.shares ?? [])]).toEqual(only.data);
    await vi.waitFor(() => {
      expect(pointed.place.value).toEqual({ file: '/disks/a.vdi', offset: 7 });
    });
    expect(asked('locate')).toEqual([{ path, start: disk.size - disk.cell, length: disk.cell }]);
    pointed.blur();
    expect(pointed.pointed.value).toBeUndefined();
  });

  test('is asked for as a table only while that is open', async () => {
    row.value = { ...row.value, image: known(path) };
    const { view, ranges } = inApp(app, () => {
      const place = useMapView(() => disk);
      return {
        view: place,
        ranges: useRanges(
          () => row.value,
          () => place.shown.value,
          () => 1,
        ),
      };
    });
    view.zoomIn(0);
    await nextTick();
    expect(asked('ranges')).toEqual([]);
    ranges.isOpen.value = true;
    await vi.waitFor(() => {
      expect(asked('ranges')).toEqual([{ path, ...view.shown.value }]);
    });
    view.zoomIn(0);
    await vi.waitFor(() => {
      expect(asked('ranges').at(-1)).toEqual({ path, ...view.shown.value });
    });
  });
});

test('cells arrive as they were sent', () => {
  expect([...decodeCells('AAH/gH8=')]).toEqual([0, 1, 255, 128, 127]);
});

const colours: MapColours = {
  kinds: { data: 'data', parent: 'parent', zero: 'zero', hole: 'hole', lost: 'lost' },
  mark: 'mark',
  frame: 'frame',
};

/** Paper of pixels that remember what they were painted with. */
function createPaper(width: number, height: number) {
  const pixels = new Map<string, string>();
  const strokes: number[][] = [];
  const context: SquareContext = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    clearRect: (x, y, w, h) => {
      expect([x, y, w, h]).toEqual([0, 0, width, height]);
    },
    fillRect(left, top, w, h) {
      for (let x = left; x < left + w; x += 1)
        for (let y = top; y < top + h; y += 1) pixels.set(`${x} ${y}`, this.fillStyle as string);
    },
    strokeRect: (...rectangle) => {
      strokes.push(rectangle);
    },
  };
  return { context, strokes, at: (x: number, y: number) => pixels.get(`${x} ${y}`) };
}
