import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';
import { imageProblems } from './check-image.ts';
import { Walk } from './check-walk.ts';

/** Checks an image: descriptor, headers, directories, both copies of every table, and the data of compressed grains. */
export async function check(files: ImageFiles, { limits, findings, watch }: CheckOptions): Promise<BlockCount> {
  const walk = new Walk(limits, watch);
  for await (const { code, facts, where } of imageProblems(files, walk)) findings.add(code, facts, where);
  return { total: walk.total, allocated: walk.allocated };
}
