import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
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

/** One extent of a new disk, all of its file. */
export interface NewExtent {
  readonly type: 'SPARSE' | 'FLAT';
  readonly fileName: string;
  readonly sectors: number;
}

/**
 * The descriptor of a disk in one sparse file, padded to the room it has there.
 * Throws `vmdk.name-not-writable`.
 */
export function embeddedDescriptor(createType: string, name: string, plan: CreatePlan<VmdkOptions>): Uint8Array {
  const extent = { type: 'SPARSE', fileName: name, sectors: plan.virtualSize / sectorSize } as const;
  return padded(composeDescriptor(createType, [extent], plan), usual.descriptorSize * sectorSize);
}

/**
 * The descriptor of a new disk. The order of its lines is not free: QEMU takes the first "CID" for the content id and
 * counts an extent twice after a blank line, and VirtualBox wants header, extents and data base one after another.
 * Throws `vmdk.name-not-writable`.
 */
export function composeDescriptor(
  createType: string,
  extents: readonly NewExtent[],
  { virtualSize, options, identity }: CreatePlan<VmdkOptions>,
): Uint8Array {
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
    ...extents.map(extentLine),
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
  return new TextEncoder().encode(text);
}

/** An upper bound for the size of a descriptor: its fixed lines, and names as long as file systems take them. */
export function measureDescriptor(extents: number): Bytes {
  return roundUp(1 * KiB + extents * 300, 4 * KiB);
}

/** QEMU refuses a flat extent without the offset in its file. */
function extentLine({ type, fileName, sectors }: NewExtent): string {
  refuseUnwritableName(fileName);
  return `RW ${sectors} ${type} "${fileName}"${type === 'FLAT' ? ' 0' : ''}`;
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
