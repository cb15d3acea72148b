import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';
import { surveyVhd } from './survey.ts';

/** Checks the structure of an image. Data is read only where a bitmap calls it absent, and no more than 64 MiB of it. */
export async function checkVhd(files: ImageFiles, how: CheckOptions): Promise<BlockCount> {
  const { blocks } = await surveyVhd(files, how);
  return blocks;
}
