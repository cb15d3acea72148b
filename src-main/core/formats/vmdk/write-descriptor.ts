import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CreatePlan, Identity } from '../../disk/format.ts';
import { geometryOf } from './geometry.ts';
import { sectorSize, usual } from './layout.ts';
import type { VmdkOptions } from './options.ts';

/** The ids of one disk, all from the identity that the caller provides. */
interface DiskIds {
  /** Eight hexadecimal digits. */
  readonly content: string;
  /** 32 digits that end in those of the content id. */
  readonly longContent: string;
  /** As VMware writes it: `60 00 C2 9x …-…`. */
  readonly uuid: string;
}

/** Refuses a name that the descriptor cannot hold: it has no escapes. Throws `vmdk.name-not-writable`. */
function refuseUnwritableName(name: string): void {
  if (/["\r\n\0]/.test(name)) throw new DiskError('vmdk.name-not-writable', { name: JSON.stringify(name) });
}

/**
 * The descriptor of a new disk with one sparse extent, padded to the room it has in the file. The order of its lines is
 * not free: QEMU takes the first "CID" for the content id and counts an extent twice after a blank line, and VirtualBox
 * wants header, extents and data base one after another.
 */
export function composeDescriptor(
  createType: string,
  name: string,
  { virtualSize, options, identity }: CreatePlan<VmdkOptions>,
): Uint8Array {
  refuseUnwritableName(name);
  const ids = newIds(identity);
  const geometry = geometryOf(virtualSize, options.adapterType);
  const text = [
    '# Disk DescriptorFile',
    'version=1',
    'encoding="UTF-8"',
    `CID=${ids.content}`,
    'parentCID=ffffffff',
    `createType="${createType}"`,
    '',
    '# Extent description',
    `RW ${virtualSize / sectorSize} SPARSE "${name}"`,
    '',
    '# The Disk Data Base',
    '#DDB',
    '',
    `ddb.adapterType = "${options.adapterType}"`,
    `ddb.geometry.cylinders = "${geometry.cylinders}"`,
    `ddb.geometry.heads = "${geometry.heads}"`,
    `ddb.geometry.sectors = "${geometry.sectors}"`,
    `ddb.longContentID = "${ids.longContent}"`,
    'ddb.toolsInstallType = "4"',
    'ddb.toolsVersion = "2147483647"',
    `ddb.uuid = "${ids.uuid}"`,
    `ddb.virtualHWVersion = "${options.hardwareVersion}"`,
    '',
  ].join('\n');
  return padded(new TextEncoder().encode(text), usual.descriptorSize * sectorSize);
}

function newIds(identity: Identity): DiskIds {
  const long = hexOf(identity.uuid());
  const last = long.slice(24);
  // All ones mean "no parent", and all ones but the last "look elsewhere": neither may be an id.
  const content = last === 'ffffffff' || last === 'fffffffe' ? `7${last.slice(1)}` : last;
  const disk = hexOf(identity.uuid());
  const bytes = ['60', '00', 'C2', `9${disk.slice(7, 8)}`, ...(disk.slice(8).match(/../g) ?? [])];
  return {
    content,
    longContent: long.slice(0, 24) + content,
    uuid: `${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`,
  };
}

function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '').toLowerCase();
}

function padded(text: Uint8Array, size: Bytes): Uint8Array {
  const area = new Uint8Array(size);
  area.set(text);
  return area;
}
