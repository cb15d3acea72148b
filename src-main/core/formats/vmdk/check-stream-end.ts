import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { isZero } from '../../disk/zeros.ts';
import { has } from './check-header.ts';
import { tableShape } from './check-directories.ts';
import type { Problem } from './check-problem.ts';
import type { Walk } from './check-walk.ts';
import { flag, highestSector, markerType, sectorSize, type SparseHeader } from './layout.ts';
import { streamItems } from './stream-items.ts';
import { findFooter, footerAgrees, type FoundFooter } from './read-header.ts';
import { mendEnd, mendFooter, mendStream, streamEndSize } from './repair-stream.ts';
import type { RepairedFile } from './repair-file.ts';

/** Where a stream has its directory, and where it ends. */
export interface StreamEnd {
  readonly directory: number;
  readonly end: Bytes;
}

/**
 * Looks for the end of a stream whose tables lie there. Where the footer is damaged, the markers lead to the directory all the
 * same; where even that is missing, nothing is returned.
 */
export async function* streamEndProblems(
  file: RepairedFile,
  header: SparseHeader,
  walk: Walk,
): AsyncGenerator<Problem, StreamEnd | undefined> {
  const { name, size, reader } = file;
  const found = await footerOf(file, walk);
  const directory = found && footerAgrees(found.footer, header) ? found.footer.directory : null;
  const { directorySectors } = tableShape(header);
  if (found && directory && (directory + directorySectors) * sectorSize <= found.at) {
    const markAt = found.at + sectorSize;
    const mark = new Uint8Array(Math.max(0, Math.min(sectorSize, size - markAt)));
    await reader.read(markAt, mark);
    if (mark.length < sectorSize || !isZero(mark)) {
      const where = { file: name, start: markAt, length: mark.length };
      yield { code: 'vmdk.end-missing', facts: { name }, where, mend: () => mendEnd(file, markAt, mark) };
    }
    return { directory, end: markAt + sectorSize };
  }
  const { directoryItem, end } = await walkToEnd(file, header, walk);
  if (directoryItem && directoryItem.end - directoryItem.sector * sectorSize === (1 + directorySectors) * sectorSize) {
    const sector = directoryItem.sector + 1;
    const where = { file: name, start: directoryItem.end, length: size - directoryItem.end };
    const mend = () => mendFooter(file, header, { sector, at: directoryItem.end });
    yield { code: 'vmdk.footer-damaged', facts: { name }, where, mend };
    return { directory: sector, end: directoryItem.end + streamEndSize };
  }
  const facts = { name, end, size };
  const where = { file: name, start: end, length: size - end };
  const mend = () => mendStream(file, header, end);
  yield {
    code: 'vmdk.stream-truncated',
    facts,
    where,
    ...(has(header, flag.markers) && isReachable(header) && { mend }),
  };
  return undefined;
}

/** The footer; undefined also for one with a number in it that cannot be. */
async function footerOf({ reader }: RepairedFile, { signal }: Walk): Promise<FoundFooter | undefined> {
  try {
    return await findFooter(reader, signal);
  } catch (thrown) {
    if (thrown instanceof DiskError && thrown.reason === 'layout.number-too-large') return undefined;
    throw thrown;
  }
}

/** Follows the markers as far as they lead. */
async function walkToEnd(file: RepairedFile, header: SparseHeader, walk: Walk) {
  let directoryItem: { readonly sector: number; readonly end: Bytes } | undefined;
  let end = isReachable(header) ? header.overhead * sectorSize : file.size;
  if (!has(header, flag.markers)) return { directoryItem, end };
  for await (const item of streamItems(file.reader, header, walk.signal)) {
    if (item.kind === 'grain') directoryItem = undefined;
    else if (item.type === markerType.grainDirectory) directoryItem = item;
    end = item.end;
  }
  return { directoryItem, end };
}

/** Whether grains can begin where the header has it; if not, nothing tells where the markers are. */
function isReachable({ overhead }: SparseHeader): boolean {
  return overhead <= highestSector;
}
