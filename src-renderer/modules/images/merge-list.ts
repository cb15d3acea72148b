import { DiskError, toWire } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { ListedImage } from '#shared/model/library.ts';
import type { Answer } from '../../backend/answer.ts';
import { isMissing, type ImageRow } from './image-row.ts';

/** The rows of a session after the main process has told its list: those of the list, and those that never were on it. */
export function mergeList(
  rows: readonly ImageRow[],
  list: readonly ListedImage[],
  newRow: (path: string, openedAt: number) => ImageRow,
): readonly ImageRow[] {
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const listed = new Set(list.map(({ path }) => path));
  const merged = list.map((entry) => merge(byPath.get(entry.path) ?? newRow(entry.path, entry.openedAt), entry));
  const others = rows.filter((row) => row.entry === undefined && !listed.has(row.path));
  return newestFirst([...merged, ...others]);
}

export function newestFirst(rows: readonly ImageRow[]): readonly ImageRow[] {
  return rows.toSorted((one, other) => other.openedAt - one.openedAt);
}

function merge(row: ImageRow, entry: ListedImage): ImageRow {
  return {
    ...row,
    entry,
    image: imageNow(row, entry),
    sourceFormat: row.sourceFormat ?? entry.sourceFormat,
    // What the person opened just now is told by this page; the main process hears of it a moment later.
    openedAt: Math.max(row.openedAt, entry.openedAt),
  };
}

/** A file that is gone is not read any more; one that came back is looked at again. */
function imageNow(row: ImageRow, { path, whereabouts }: ListedImage): Answer<ImageInfo> {
  if (whereabouts === 'missing')
    return isMissing(row) ? row.image : { kind: 'refused', error: toWire(new DiskError('file.missing', { path })) };
  return whereabouts === 'there' && isMissing(row) ? { kind: 'waiting' } : row.image;
}
