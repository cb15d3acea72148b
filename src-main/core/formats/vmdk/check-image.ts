import { assertNever, DiskError } from '#shared/errors.ts';
import { KiB, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles } from '../../disk/format.ts';
import type { Problem } from './check-problem.ts';
import { problemOf } from './check-refusals.ts';
import { setProblems } from './check-set.ts';
import { singleProblems } from './check-single.ts';
import { walkThrough } from './check-through.ts';
import type { Walk } from './check-walk.ts';
import { isCarrier } from './open-carrier.ts';
import { open } from './open.ts';
import { kindOf } from './probe.ts';
import { RepairedFile } from './repair-file.ts';

/**
 * Everything that is wrong with an image, in the order in which it is to be mended. Throws I/O errors, `AbortError`, and
 * `probe.not-this-format`.
 */
export async function* imageProblems(files: ImageFiles, walk: Walk): AsyncGenerator<Problem> {
  const { main, name } = files;
  const head = new Uint8Array(Math.min(main.size, 4 * KiB));
  await main.read(0, head, walk.signal);
  const kind = kindOf(head);
  switch (kind) {
    case 'sparse':
      yield* isCarrier(head) ? wholeImage(files, walk) : singleProblems(files, walk);
      return;
    case 'descriptor':
      yield* setProblems(files, walk);
      return;
    case 'unfinished':
      yield problemOf(new DiskError('vmdk.unfinished', { name }), new RepairedFile(name, main));
      return;
    case 'cowd':
    case 'se-sparse':
      yield* wholeImage(files, walk);
      return;
    case 'unknown':
      throw new DiskError('probe.not-this-format', { name, format: 'VMDK' });
    default:
      assertNever(kind);
  }
}

async function* wholeImage(files: ImageFiles, walk: Walk): AsyncGenerator<Problem> {
  const opened = async () => {
    const layer = await open(files, walk.open);
    walk.virtualSize = layer.virtualSize;
    return {
      length: layer.virtualSize,
      grainBytes: layer.blockSize,
      runs: (range: ByteRange, signal?: AbortSignal) => layer.extents(range, signal),
    };
  };
  yield* walkThrough(new RepairedFile(files.name, files.main), opened, walk);
}
