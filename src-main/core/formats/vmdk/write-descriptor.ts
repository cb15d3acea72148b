import { DiskError } from '#shared/errors.ts';
import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { CreatePlan, Identity } from '../../disk/format.ts';
import { newContentId } from './content-id.ts';
import { geometryOf, type Geometry } from './geometry.ts';
import { sectorSize, usual } from './layout.ts';
import type { VmdkOptions } from './options.ts';

/** How the ids begin that VMware gives disks, for the guest to see. */
export const vmwareUuid = '6000c29';

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
export function refuseUnwritableName(name: string): void {
  if (/["\r\n\0]/.test(name)) throw new DiskError('vmdk.name-not-writable', { name: JSON.stringify(name) });
}

/** One extent of a new disk, all of its file. */
export interface NewExtent {
  readonly type: 'SPARSE' | 'FLAT';
  readonly fileName: string;
  readonly sectors: number;
}

/** What the descriptor of a child takes from its parent. */
export interface ParentLines {
  /** Eight hexadecimal digits. */
  readonly contentId: string;
  /** Where the parent lies, seen from the child. */
  readonly hint: string;
  readonly geometry?: Geometry;
  /** The id that a guest sees, which stays the same. */
  readonly uuid?: string;
}

/** The plan of a disk that may be a child. */
interface DescribedDisk extends CreatePlan<VmdkOptions> {
  readonly parent?: ParentLines;
}

/**
 * The descriptor of a disk in one sparse file, padded to the room it has there.
 * Throws `vmdk.name-not-writable`.
 */
export function embeddedDescriptor(createType: string, name: string, plan: DescribedDisk): Uint8Array {
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
  { virtualSize, options, identity, parent }: DescribedDisk,
): Uint8Array {
  const ids = newIds(identity);
  const geometry = parent?.geometry ?? geometryOf(virtualSize, options.adapterType);
  const text = [
    '# Disk DescriptorFile',
    'version=1',
    'encoding="UTF-8"',
    `CID=${ids.content}`,
    `parentCID=${parent?.contentId ?? 'ffffffff'}`,
    `createType="${createType}"`,
    ...(parent ? [parentLine(parent)] : []),
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
    `ddb.toolsVersion = "${options.toolsVersion}"`,
    diskLine(parent?.uuid ?? identity.disk, ids),
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

function parentLine({ hint }: ParentLines): string {
  refuseUnwritableName(hint);
  return `parentFileNameHint="${hint}"`;
}

/**
 * The id that machines know the disk by. One that is not VMware's own is noted as VirtualBox notes its ids, and VMware's is left
 * out then, as VirtualBox leaves it out: both programs take such a disk.
 */
function diskLine(known: string | undefined, ids: DiskIds): string {
  if (known === undefined) return `ddb.uuid = "${ids.uuid}"`;
  const hex = hexOf(known);
  return hex.startsWith(vmwareUuid) ? `ddb.uuid = "${inVmwareForm(hex)}"` : `ddb.uuid.image="${known.toLowerCase()}"`;
}

function newIds(identity: Identity): DiskIds {
  const { short: content, long: longContent } = newContentId(identity);
  const disk = hexOf(identity.uuid());
  return { content, longContent, uuid: inVmwareForm(`${vmwareUuid}${disk.slice(7)}`) };
}

/** 32 digits as VMware writes them: `60 00 C2 9x …-…`. */
function inVmwareForm(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  // VMware writes this one byte in capitals, and all others small.
  const written = bytes.map((byte, i) => (i === 2 ? byte.toUpperCase() : byte));
  return `${written.slice(0, 8).join(' ')}-${written.slice(8).join(' ')}`;
}

function hexOf(uuid: string): string {
  return uuid.replaceAll('-', '').toLowerCase();
}

function padded(text: Uint8Array, size: Bytes): Uint8Array {
  const area = new Uint8Array(size);
  area.set(text);
  return area;
}
