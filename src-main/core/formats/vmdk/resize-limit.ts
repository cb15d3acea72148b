import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { variants } from './variants.ts';

/**
 * Throws `resize.too-large` for more than a variant holds. The operation asks the variant that the descriptor names before it comes
 * here; but a descriptor may name anything, and those of ESX hosts name no variant that Platter has. Here counts how extents are stored.
 */
export function refuseSize(variant: string, size: Bytes): void {
  const info = variants.find((known) => known.info.id === variant)?.info;
  if (!info || size <= info.maximumSize) return;
  throw new DiskError('resize.too-large', { size, title: `VMDK (${info.title})`, limit: info.maximumSize });
}
