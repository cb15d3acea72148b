import { DiskError } from '#shared/errors.ts';
import { valueOf, type Descriptor } from './descriptor.ts';
import { refuseVagueParent } from './lineage.ts';

/** Values of createType whose extents are read, in canonical spelling. */
const readable = [
  'monolithicSparse',
  'monolithicFlat',
  'streamOptimized',
  'twoGbMaxExtentSparse',
  'twoGbMaxExtentFlat',
  'vmfs',
  'vmfsPreallocated',
  'vmfsEagerZeroedThick',
  'vmfsThin',
  'vmfsThick',
  'vmfsSparse',
  'seSparse',
  'vmfsSeSparse',
  'custom',
] as const;

const rawDevice = 'map of a raw device';

/** Values of createType that are refused, with what they stand for. Raw devices would be opened by the word of a file. */
const refused: Readonly<Record<string, string>> = {
  vmfsrdm: rawDevice,
  vmfsrdmp: rawDevice,
  vmfsraw: rawDevice,
  vmfsrawdevicemap: rawDevice,
  vmfspassthroughrawdevicemap: rawDevice,
  fulldevice: rawDevice,
  partitioneddevice: rawDevice,
};

/** Types of extents that are refused; a descriptor may mix them with readable ones. */
const refusedExtents: Readonly<Record<string, string>> = {
  VMFSRDM: rawDevice,
  VMFSRAW: rawDevice,
};

/** A createType in canonical spelling; one that nobody knows stays as it is. VMware's note also writes `2GbMaxExtent…`. */
export function canonicalType(createType: string): string {
  const wanted = createType.toLowerCase().replace(/^2gb/, 'twogb');
  return readable.find((known) => known.toLowerCase() === wanted) ?? createType;
}

/**
 * Refuses, by name, what the descriptor says and Platter cannot read faithfully.
 * Throws `vmdk.kind-not-read`, `vmdk.unsupported-version`, `vmdk.native-snapshot`, `vmdk.sector-size`,
 * `vmdk.descriptor-key` or `chain.contradictory`.
 */
export function refuseUnreadable(descriptor: Descriptor, name: string): void {
  const kind =
    refused[(valueOf(descriptor, 'createType') ?? '').toLowerCase()] ??
    descriptor.extents.map(({ type }) => refusedExtents[type]).find((title) => title !== undefined);
  if (kind !== undefined) throw new DiskError('vmdk.kind-not-read', { name, kind });
  const version = valueOf(descriptor, 'version') ?? '1';
  if (!/^[1-4]$/.test(version)) throw new DiskError('vmdk.unsupported-version', { name, part: 'descriptor', version });
  if (valueOf(descriptor, 'isNativeSnapshot')?.toLowerCase() === 'yes') {
    throw new DiskError('vmdk.native-snapshot', { name });
  }
  const sector = valueOf(descriptor, 'ddb.logicalSectorSize') ?? '512';
  if (sector !== '512') throw new DiskError('vmdk.sector-size', { name, sector });
  refuseVagueParent(descriptor, name);
}
