import type { Services } from '#shared/contract/index.ts';
import { cellFor, mostCells, type MapSnapshot } from '#shared/model/map.ts';
import { cellsOf, locate, rangesOf } from '../core/operations/map/map-part.ts';
import { salvaging } from '../core/operations/map/map-source.ts';
import { survey, type Survey } from '../core/operations/map/survey.ts';
import { stateOf, SurveyCache } from '../core/operations/map/survey-cache.ts';
import type { SourceInput } from '../core/operations/open-source.ts';
import type { FilePolicy } from './file-policy.ts';

/** Milliseconds from one snapshot to the next: most disks have been looked at before the first is due. */
const pace = 150;

interface ImageNamed {
  readonly path: string;
  readonly format?: string | undefined;
}

/** Maps of disks. What was found out about a whole disk is kept a while, so that whoever moves about on it need not wait. */
export function mapService(policy: FilePolicy): Services['map'] {
  const cache = new SurveyCache();

  async function sourceOf({ path, format }: ImageNamed): Promise<SourceInput> {
    return { path: await policy.mayRead(path), sourceFormat: format };
  }

  /** A part of an image is looked at in the same way as the whole of it was. */
  async function look(
    image: ImageNamed,
  ): Promise<{ readonly source: SourceInput; readonly known: Survey | undefined }> {
    const source = await sourceOf(image);
    const known = await cache.find(source);
    return { source: known?.isSalvaged === true ? salvaging(source) : source, known };
  }

  async function* watch(source: SourceInput, signal: AbortSignal): AsyncGenerator<MapSnapshot> {
    let last: Survey | undefined;
    let state: string | undefined;
    let due = performance.now() + pace;
    for await (const found of survey(source, signal)) {
      last = found;
      state ??= await stateOf(found.files);
      if (found.known < found.size && performance.now() >= due) {
        yield snapshotOf(found);
        due = performance.now() + pace;
      }
    }
    if (!last) return;
    cache.keep(source, last, state ?? '');
    yield snapshotOf(last);
  }

  return {
    async *watch(image, signal) {
      const source = await sourceOf(image);
      const known = await cache.find(source);
      if (known) yield snapshotOf(known);
      else yield* watch(source, signal);
    },
    async cells({ start, cell, count, ...image }, signal) {
      const { source, known } = await look(image);
      const wanted = { start, cell, count };
      const cells = known?.grid.canTell(wanted) ? known.grid.shares(wanted) : await cellsOf(source, wanted, signal);
      return { cells: inBase64(cells) };
    },
    async ranges({ start, length, ...image }, signal) {
      const { source } = await look(image);
      const { ranges, end } = await rangesOf(source, { start, length }, signal);
      return { ranges: [...ranges], end };
    },
    async locate({ start, length, ...image }, signal) {
      const { source } = await look(image);
      return { place: (await locate(source, { start, length }, signal)) ?? null };
    },
  };
}

function snapshotOf({ size, blockSize, known, isSalvaged, grid }: Survey): MapSnapshot {
  const cell = Math.max(grid.cell, cellFor(size, mostCells));
  const cells = grid.shares({ start: 0, cell, count: Math.ceil(size / cell) });
  return { size, blockSize, known, isSalvaged, totals: grid.totals(), cell, cells: inBase64(cells) };
}

function inBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
