import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { descriptorProblems } from './check-descriptor.ts';
import { flatProblems, isFlat, reusedExtents, typeOf } from './check-extents.ts';
import type { Problem } from './check-problem.ts';
import { problemOf } from './check-refusals.ts';
import { sparseProblems } from './check-sparse.ts';
import { walkThrough } from './check-through.ts';
import type { Walk } from './check-walk.ts';
import { decodeDescriptor } from './descriptor-text.ts';
import type { Descriptor, ExtentLine } from './descriptor.ts';
import { checkExtents } from './extent-names.ts';
import { comingExtents } from './extent-heads.ts';
import { refuseUnreadable } from './kinds.ts';
import { sectorSize } from './layout.ts';
import { fileKey } from './lines-by-file.ts';
import { openTableExtent } from './open-table-extent.ts';
import { parseDescriptor } from './parse-descriptor.ts';
import { kindOf } from './probe.ts';
import { readDescriptorBytes } from './read-descriptor.ts';
import { DescriptorPlace, withExtentSectors } from './repair-descriptor.ts';
import { RepairedFile } from './repair-file.ts';

/** Checks a disk in a descriptor file and extents beside it: the text, every extent by itself, and whether they fit. */
export async function* setProblems(files: ImageFiles, walk: Walk): AsyncGenerator<Problem> {
  const { main, name } = files;
  const file = new RepairedFile(name, main);
  let place: DescriptorPlace;
  let descriptor: Descriptor;
  try {
    const bytes = await readDescriptorBytes(main, { start: 0, length: main.size }, name, walk.open);
    place = new DescriptorPlace(file, 0, bytes, { own: Infinity });
    descriptor = parseDescriptor(decodeDescriptor(bytes, name), name);
    refuseUnreadable(descriptor, name);
    checkExtents(descriptor.extents, name, walk.limits);
  } catch (thrown) {
    yield problemOf(thrown, file);
    return;
  }
  yield* descriptorProblems(place, descriptor, typeOf(descriptor.extents));
  walk.virtualSize = descriptor.extents.reduce((sum, { sectors }) => sum + sectors, 0) * sectorSize;
  yield* extentProblems(files, place, descriptor.extents, walk);
}

async function* extentProblems(
  files: ImageFiles,
  place: DescriptorPlace,
  lines: readonly ExtentLine[],
  walk: Walk,
): AsyncGenerator<Problem> {
  const flat = new Map<string, Bytes>();
  const keys = new Map<string, string>();
  let start = 0;
  for await (const { line, reader: coming, head } of comingExtents(files, lines)) {
    const length = line.sectors * sectorSize;
    const { fileName } = line;
    const extent = fileName !== undefined && coming && { fileName, start, length };
    const reader = extent && (yield* opened(coming, place.file, extent));
    if (extent && reader) keys.set(fileName, fileKey(fileName, reader));
    if (extent && reader && isFlat(line)) {
      flat.set(fileName, Math.max(flat.get(fileName) ?? 0, line.offset * sectorSize + length));
    }
    if (extent && reader && head) {
      yield* tableExtent(reader, { ...extent, head: await head }, place, lines.length === 1, walk);
    } else walk.step(length);
    start += length;
  }
  yield* reusedExtents(place.file, lines, (name) => keys.get(name) ?? name);
  for (const [name, needed] of flat) yield* flatProblems(new RepairedFile(name, await files.sibling(name)), needed);
}

interface ExtentFile {
  readonly fileName: string;
  readonly start: Bytes;
  readonly length: Bytes;
}

/** Checks an extent with tables. The first bytes of its file tell which kind it is, whatever its line says. */
async function* tableExtent(
  reader: Reader,
  { fileName, start, length, head }: ExtentFile & { readonly head: Uint8Array },
  place: DescriptorPlace,
  isOnly: boolean,
  walk: Walk,
): AsyncGenerator<Problem> {
  const file = new RepairedFile(fileName, reader);
  const kind = kindOf(head);
  if (kind === 'cowd' || kind === 'se-sparse') {
    const options = { ...walk.open, name: fileName, sharers: 1 };
    yield* walkThrough(file, () => openTableExtent({ start, length, file: 1 }, reader, options), walk);
    return;
  }
  if (kind === 'unfinished') {
    yield problemOf(new DiskError('vmdk.unfinished', { name: fileName }), file);
    return;
  }
  const code = 'vmdk.extent-size';
  const mendLine = (sectors: number) => () => place.change((text) => withExtentSectors(text, sectors), code);
  yield* sparseProblems({ file, head, length, ...(isOnly && { mendLine }) }, walk);
}

/** The file of an extent, or why it is not to be had. */
async function* opened(
  reader: Promise<Reader>,
  descriptor: RepairedFile,
  { fileName: extent, start, length }: ExtentFile,
): AsyncGenerator<Problem, Reader | undefined> {
  try {
    return await reader;
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.code === 'missing-file') {
      const where = { file: descriptor.name, start: 0, length: descriptor.size };
      yield { code: 'vmdk.extent-missing', facts: { name: descriptor.name, extent, start, length }, where };
    } else yield { ...problemOf(thrown, descriptor) };
    return undefined;
  }
}
