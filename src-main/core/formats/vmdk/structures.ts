import { KiB } from '#shared/model/bytes.ts';
import type { Structure } from '#shared/model/structure.ts';
import type { DescribeOptions, ImageFiles } from '../../disk/format.ts';
import { describeLost, type DescribedFile } from '../../layout/describe-structure.ts';
import { describeDescriptor } from './descriptor-structure.ts';
import type { ExtentLine } from './descriptor.ts';
import { looksLikeExtent, parseExtentLine } from './extent-line.ts';
import { describeExtentFile } from './extent-structures.ts';
import { linesOf } from './parse-descriptor.ts';
import { kindOf } from './probe.ts';

/** The headers and descriptors of all files of a VMDK image as they are stored. A flat extent has none. */
export async function* describeVmdk(files: ImageFiles, how: DescribeOptions): AsyncGenerator<Structure> {
  const { limits, signal } = how;
  const main = { name: files.name, content: files.main };
  const area = { start: 0, length: Math.min(main.content.size, limits.textBytes) };
  const listed = (await isDescriptor(main, signal))
    ? yield* describeDescriptor(main, area, signal)
    : yield* describeExtentFile(main, how);
  const seen = new Set([files.name]);
  for (const { type, fileName } of extentsIn(listed)) {
    if (fileName === undefined || flat.includes(type) || seen.has(fileName)) continue;
    seen.add(fileName);
    signal.throwIfAborted();
    const file = await files.sibling(fileName).catch((thrown: unknown) => toError(thrown));
    if (file instanceof Error)
      yield describeLost(file, { file: { name: fileName }, title: 'vmdk.extent', start: 0 }, signal);
    else yield* describeExtentFile({ name: fileName, content: file }, how);
  }
}

/** Types of extents that are nothing but the bytes of the disk. */
const flat: readonly string[] = ['FLAT', 'VMFS', 'ZERO'];

/** A medium that does not give the first sector up says so when its header is described. */
async function isDescriptor({ content }: DescribedFile, signal: AbortSignal): Promise<boolean> {
  const head = new Uint8Array(Math.min(content.size, 4 * KiB));
  try {
    await content.read(0, head, signal);
  } catch {
    signal.throwIfAborted();
  }
  return kindOf(head) === 'descriptor';
}

/** The extent lines of a text that need not be a sound descriptor, one by one: a hostile one is nothing but lines. */
function* extentsIn(text: string): Generator<ExtentLine> {
  for (const raw of linesOf(text)) {
    const line = raw.trim();
    const extent = looksLikeExtent(line) ? parseExtentLine(line) : undefined;
    if (extent) yield extent;
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
