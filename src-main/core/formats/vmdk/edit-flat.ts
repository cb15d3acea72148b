import type { OpenOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { clearRange, writeZeros } from '../../io/clear-range.ts';
import type { ContentMark } from './edit-content-mark.ts';
import type { EditableExtent } from './editable-extent.ts';
import { flatExtent, type FlatFile } from './flat-extent.ts';
import type { ExtentPlace } from './vmdk-extent.ts';

/** A flat file that is written in place. */
export interface EditableFlatFile extends FlatFile {
  readonly reader: Writer;
  readonly mark: ContentMark;
}

/** A flat extent that is written in place: every byte has its place, so there is nothing to keep in order but the mark. */
export function editFlat(place: ExtentPlace, file: EditableFlatFile, how: OpenOptions): EditableExtent {
  const { reader: writer, mark, offset } = file;
  const inFile = (at: Bytes) => at - place.start + offset;
  let isChanged = false;

  async function change(write: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    await mark.change(signal);
    isChanged = true;
    await write();
  }

  return {
    ...flatExtent(place, file, how),
    write: (at, bytes, signal) => change(() => writer.write(inFile(at), bytes, signal), signal),
    // The file has all its space from the beginning; zeros keep it.
    zero: ({ start, length }, signal) =>
      change(() => writeZeros(writer, withinFile(writer, inFile(start), length), signal), signal),
    discard: ({ start, length }, signal) =>
      change(() => clearRange(writer, withinFile(writer, inFile(start), length), signal), signal),
    async flush() {
      if (!isChanged) return;
      await writer.flush();
      isChanged = false;
    },
  };
}

/** A part of the last sector may be missing from the file; it reads as zeros as it is. */
function withinFile(file: Writer, start: Bytes, length: Bytes): { start: Bytes; length: Bytes } {
  return { start, length: Math.max(0, Math.min(length, file.size - start)) };
}
