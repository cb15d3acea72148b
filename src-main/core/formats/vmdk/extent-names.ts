import { DiskError } from '#shared/errors.ts';
import type { Limits } from '../../disk/limits.ts';
import { isPlainName } from '../../io/plain-name.ts';
import type { ExtentLine } from './descriptor.ts';
import { sectorSize } from './layout.ts';

const readableTypes = new Set(['FLAT', 'SPARSE', 'ZERO', 'VMFS', 'VMFSSPARSE', 'SESPARSE']);

/**
 * Judges the extent lines of a descriptor file as a whole, before any file is opened: types, sizes, number, and names,
 * which are claims and could lead anywhere.
 * Throws `vmdk.descriptor-key`, `vmdk.extent-type`, `vmdk.remote-extent`, `vmdk.extent-is-descriptor`,
 * `file.outside-folder` or `file.too-many`.
 * @param name the descriptor
 */
export function checkExtents(lines: readonly ExtentLine[], name: string, limits: Limits): void {
  if (lines.length === 0) throw new DiskError('vmdk.descriptor-key', { name, problem: 'it lists no extents' });
  if (lines.length >= limits.files) throw new DiskError('file.too-many', { limit: limits.files });
  const most = Math.floor(limits.virtualSize / sectorSize);
  let sectors = 0;
  for (const { sectors: length, type, offset, fileName } of lines) {
    if (!readableTypes.has(type)) throw new DiskError('vmdk.extent-type', { name, type });
    sectors += length;
    if (sectors > most || offset > most) {
      const allowed = `at most ${most} sectors`;
      throw new DiskError('vmdk.bad-header', { name, field: 'size of the extents', value: sectors, allowed });
    }
    if (fileName !== undefined) checkName(fileName, name);
  }
}

function checkName(fileName: string, descriptor: string): void {
  if (/^[a-z][\w+.-]+:\/\//i.test(fileName)) {
    throw new DiskError('vmdk.remote-extent', { name: descriptor, extent: fileName });
  }
  if (!isPlainName(fileName)) throw new DiskError('file.outside-folder', { name: fileName });
  if (fileName === descriptor) throw new DiskError('vmdk.extent-is-descriptor', { name: descriptor });
}
