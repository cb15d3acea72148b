import { GiB, type Bytes } from '#shared/model/bytes.ts';
import { sectorSize } from './layout.ts';

/** The controllers a descriptor may name; paravirtual SCSI is a property of the machine and never of the disk. */
export const adapterTypes = ['lsilogic', 'buslogic', 'ide', 'legacyESX'] as const;
export type AdapterType = (typeof adapterTypes)[number];

export interface Geometry {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectors: number;
}

/** The geometry VMware gives a new disk. It is a courtesy to old guests and does not define the size. */
export function geometryOf(virtualSize: Bytes, adapter: AdapterType): Geometry {
  const { heads, sectors, most } = adapter === 'ide' ? { heads: 16, sectors: 63, most: 16_383 } : scsi(virtualSize);
  const cylinders = Math.floor(virtualSize / sectorSize / (heads * sectors));
  return { cylinders: Math.min(Math.max(cylinders, 1), most), heads, sectors };
}

function scsi(virtualSize: Bytes) {
  const most = 65_535;
  if (virtualSize < 1 * GiB) return { heads: 64, sectors: 32, most };
  if (virtualSize < 2 * GiB) return { heads: 128, sectors: 32, most };
  return { heads: 255, sectors: 63, most };
}
