import type { ImageRow } from './image-row.ts';

/** An image as jobs are told of it. */
export function inputOf({ path, sourceFormat }: ImageRow): {
  readonly path: string;
  readonly sourceFormat?: string;
} {
  return { path, ...(sourceFormat !== undefined && { sourceFormat }) };
}
