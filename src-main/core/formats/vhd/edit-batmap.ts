import type { Writer } from '../../io/reader.ts';
import { withoutBlocks, type Batmap } from './batmap.ts';

/** Calls no block full any more, which is always true: the batmap only spares XenServer a look at the bitmaps. */
export async function clearBatmap(file: Writer, batmap: Batmap): Promise<void> {
  const { stored, map } = withoutBlocks({ ...batmap, map: new Uint8Array(batmap.map.length) }, []);
  await file.write(batmap.mapStart, map);
  await file.write(batmap.start, stored);
}
