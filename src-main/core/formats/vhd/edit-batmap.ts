import type { Writer } from '../../io/reader.ts';
import { emptied, rangesOf, type Batmap } from './batmap.ts';

/** Calls no block full any more, which is always true: the batmap only spares XenServer a look at the bitmaps. */
export async function clearBatmap(file: Writer, batmap: Batmap): Promise<void> {
  const [record, place] = rangesOf(batmap);
  const { stored, map } = emptied(batmap, place);
  await file.write(place.start, map);
  await file.write(record.start, stored);
}
