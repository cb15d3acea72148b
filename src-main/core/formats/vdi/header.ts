import { DiskError } from '#shared/errors.ts';
import { endOf } from '#shared/model/bytes.ts';
import type { ImageFiles } from '../../disk/format.ts';
import {
  header,
  header02,
  headerStart,
  lchs,
  preHeader,
  signature,
  version02,
  version11,
  type VdiHeader,
} from './layout.ts';

const headerArea = headerStart + header.size + lchs.size;

/**
 * Reads the header as it stands, of either version; what it says is judged elsewhere.
 * Throws `probe.not-this-format`, `vdi.version` and what the layout refuses.
 */
export async function readHeader({ main, name }: ImageFiles, signal?: AbortSignal): Promise<VdiHeader> {
  const stored = new Uint8Array(Math.min(headerArea, main.size));
  await main.read(0, stored, signal);
  if (stored.length < preHeader.size) throw new DiskError('probe.not-this-format', { name, format: 'VDI' });

  const { banner, signature: found, version } = preHeader.decode(stored);
  if (found !== signature) throw new DiskError('probe.not-this-format', { name, format: 'VDI' });
  switch (version) {
    case version11:
      return { banner, ...decode11(stored.subarray(headerStart)) };
    case version02:
      return { banner, ...decode02(stored.subarray(headerStart)) };
    default:
      throw new DiskError('vdi.version', { name, version: `${version >>> 16}.${version & 0xffff}` });
  }
}

function decode11(stored: Uint8Array): Omit<VdiHeader, 'banner'> {
  const fields = header.decode(stored);
  if (fields.headerSize < header.size + lchs.size) return { ...fields, version: '1.1', geometry: undefined };
  return { ...fields, version: '1.1+', geometry: lchs.decode(stored.subarray(header.size)) };
}

function decode02(stored: Uint8Array): Omit<VdiHeader, 'banner'> {
  const fields = header02.decode(stored);
  const mapStart = endOf({ start: headerStart, length: header02.size });
  return {
    ...fields,
    version: '0.2',
    headerSize: header02.size,
    mapStart,
    dataStart: mapStart + 4 * fields.blocks,
    blockExtra: 0,
    parentModificationUuid: undefined,
    geometry: undefined,
  };
}
