import type { ImageFiles } from '../../disk/format.ts';
import { largestPatch, type Patch } from '../../disk/patch.ts';
import { placeOf } from './check-header.ts';
import { surveyMap } from './check-survey.ts';
import type { VdiHeader } from './layout.ts';
import { numberPatch } from './repair-patch.ts';

const because = 'vdi.map-too-small';

/**
 * Makes the map as long as the disk needs, if there is room before the data. Entries that lie there already are kept if with
 * them the whole map is sound: then the number of blocks was wrong, and nothing else. Otherwise they are made free first:
 * nobody looks at them until the number of blocks in the header covers them.
 */
export async function* growMap(files: ImageFiles, header: VdiHeader, signal: AbortSignal): AsyncGenerator<Patch> {
  const { mapStart, dataStart, blocks, blockSize, diskSize } = header;
  const needed = Math.ceil(diskSize / blockSize);
  if (mapStart + 4 * needed > Math.min(dataStart, files.main.size)) return;
  if (!(await isSound(files, { ...header, blocks: needed }, signal))) {
    yield* freeRange(files, { at: mapStart + 4 * blocks, end: mapStart + 4 * needed }, signal);
  }
  yield numberPatch(placeOf(files.name, header, 'blocks'), because, { was: blocks, now: needed });
}

async function isSound({ main }: ImageFiles, header: VdiHeader, signal: AbortSignal): Promise<boolean> {
  let faults = 0;
  const onFault = () => (faults += 1);
  await surveyMap(main, { header, fileSize: main.size, onFault, signal });
  return faults === 0;
}

async function* freeRange(
  { main, name }: ImageFiles,
  { at: start, end }: { readonly at: number; readonly end: number },
  signal: AbortSignal,
): AsyncGenerator<Patch> {
  for (let at = start; at < end; at += largestPatch) {
    const was = new Uint8Array(Math.min(largestPatch, end - at));
    await main.read(at, was, signal);
    // A free entry is all ones.
    yield { kind: 'bytes', file: name, because, at, was, now: new Uint8Array(was.length).fill(0xff) };
  }
}
