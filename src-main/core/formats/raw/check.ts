import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';

/** A raw image has no structure that could be damaged; only its length can be unusual. */
export function checkRaw({ main, name }: ImageFiles, { findings }: CheckOptions): Promise<BlockCount> {
  const bytes = main.size % 512;
  if (bytes > 0) findings.add('raw.partial-sector', { name, bytes });
  return Promise.resolve({ total: 0, allocated: 0 });
}
