import type { ImageRow } from '../image-row.ts';

/** An image as maps are asked for it. */
export function mapInput({ path, sourceFormat }: ImageRow): { readonly path: string; readonly format?: string } {
  return { path, ...(sourceFormat !== undefined && { format: sourceFormat }) };
}
