import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { variants } from './variants.ts';

/** Throws `disk.too-large` for more than a variant holds. */
export function refuseSize(variant: string, size: Bytes): void {
  const info = variants.find((known) => known.info.id === variant)?.info;
  if (!info || size <= info.maximumSize) return;
  throw new DiskError('disk.too-large', { size, title: `VMDK (${info.title})`, limit: info.maximumSize });
}
