import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import { takeSpace } from '../../io/take-space.ts';
import { openRaw } from './layer.ts';

/** Gives a raw image another length. One that has room for all of it gets room for what is added. */
export async function resizeRaw(files: ResizeFiles, { virtualSize }: ResizeOptions): Promise<void> {
  const { main } = files;
  const { variant } = await openRaw(files);
  if (virtualSize > main.size && variant === 'full') await takeSpace(main, virtualSize);
  else await main.resize(virtualSize);
  await main.flush();
}
