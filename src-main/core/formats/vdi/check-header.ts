import { DiskError } from '#shared/errors.ts';
import type { FilePlace } from '#shared/model/finding.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import type { CheckOptions, ImageFiles } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { readHeader } from './header.ts';
import { faultsOf, type HeaderFault } from './judge.ts';
import { header as header11, header02, headerStart, imageTypes, knownFlags, lchs, type VdiHeader } from './layout.ts';

/** What is refused while the header is read, and makes any further look at the file pointless. */
const unreadable = new Set(['vdi.version', 'layout.truncated', 'layout.number-too-large']);

/** The header, or the reason why there is no reading it. Throws `probe.not-this-format` and what input throws. */
export async function tryHeader(files: ImageFiles, signal: AbortSignal): Promise<VdiHeader | DiskError> {
  try {
    return await readHeader(files, signal);
  } catch (thrown) {
    if (thrown instanceof DiskError && unreadable.has(thrown.reason)) return thrown;
    throw thrown;
  }
}

/** The header if the map can be trusted to lie where it says; otherwise the finding says why not. */
export async function checkHeader(files: ImageFiles, how: CheckOptions): Promise<VdiHeader | undefined> {
  const { main, name } = files;
  const { findings, limits, watch } = how;
  const header = await tryHeader(files, watch.signal);
  if (header instanceof DiskError) {
    const code = header.reason === 'vdi.version' ? header.reason : 'vdi.header-unreadable';
    findings.add(code, { ...header.facts, name, problem: header.message }, { file: name, start: 0, length: main.size });
    return undefined;
  }
  const faults = [...faultsOf(header, { name, fileSize: main.size, limits })];
  if (isOnlyTheSize(header, faults)) {
    const { headerSize: size, mapStart } = header;
    findings.add('vdi.header-size', { name, size, mapStart }, header11Place(name, 'headerSize'));
    return undefined;
  }
  for (const { reason, facts } of faults) findings.add(codeOf(reason), facts);
  if (faults.length > 0) return undefined;
  addOddities(header, name, how);
  return header;
}

/** True when the size of the header is the one thing wrong with it, and the map leaves room for a whole one: then the size can be told. */
export function isOnlyTheSize({ version, mapStart }: VdiHeader, faults: readonly HeaderFault[]): boolean {
  const [fault] = faults;
  const isSize = fault?.reason === 'vdi.header-size' || fault?.reason === 'vdi.map-overlaps-header';
  return isSize && faults.length === 1 && version !== '0.2' && mapStart >= headerStart + header11.size;
}

function codeOf(reason: HeaderFault['reason']): FindingCode {
  if (reason === 'chain.contradictory') return 'vdi.link-contradictory';
  return reason === 'vdi.header-size' ? 'vdi.header-size-in-doubt' : reason;
}

/** What is unusual in a header that can be read. */
function addOddities(header: VdiHeader, name: string, { findings }: CheckOptions): void {
  const { flags, diskSize, blockExtra, sectorSize, geometry, version } = header;
  if ((flags & ~knownFlags) !== 0) {
    findings.add('vdi.flags-unknown', { name, flags: `0x${flags.toString(16)}` }, placeOf(name, header, 'flags'));
  }
  if (header.uuid === nilUuid) findings.add('vdi.uuid-missing', { name }, placeOf(name, header, 'uuid'));
  if (header.modificationUuid === nilUuid) {
    findings.add('vdi.modification-uuid-missing', { name }, placeOf(name, header, 'modificationUuid'));
  }
  const { imageType, parentModificationUuid: parent = nilUuid } = header;
  if (imageType !== imageTypes.differencing && parent !== nilUuid) {
    findings.add('vdi.parent-modification-uuid', { name }, header11Place(name, 'parentModificationUuid'));
  }
  // No program of today reads version 0.2 and minds its geometry.
  if (version !== '0.2' && sectorSize !== 512) {
    findings.add('vdi.sector-size', { name, size: sectorSize }, placeOf(name, header, 'sectorSize'));
  }
  if (geometry && geometry.sectorSize !== 512) {
    findings.add('vdi.geometry-sector-size', { name, size: geometry.sectorSize }, geometryPlace(name));
  }
  if (blockExtra > 0) findings.add('vdi.extra-bytes', { name, size: blockExtra }, header11Place(name, 'blockExtra'));
  if (diskSize % 512 !== 0) {
    findings.add('vdi.size-odd', { name, size: diskSize }, placeOf(name, header, 'diskSize'));
  }
}

type CommonField = 'flags' | 'uuid' | 'modificationUuid' | 'sectorSize' | 'diskSize' | 'blocks' | 'blocksAllocated';

/** Where a field lies that both versions of the header have. */
export function placeOf(file: string, { version }: VdiHeader, field: CommonField): FilePlace {
  const { places } = version === '0.2' ? header02 : header11;
  return fieldPlace(file, headerStart, places, field);
}

/** Where a field of the header of version 1.1 lies. */
export function header11Place(file: string, field: 'headerSize' | 'blockExtra' | 'parentModificationUuid'): FilePlace {
  return fieldPlace(file, headerStart, header11.places, field);
}

/** Where the sector size of the logical geometry lies. */
export function geometryPlace(file: string): FilePlace {
  return fieldPlace(file, headerStart + header11.size, lchs.places, 'sectorSize');
}

function fieldPlace(file: string, start: number, places: typeof header11.places, field: string): FilePlace {
  const place = places.find(({ name }) => name === field) ?? { at: 0, size: 0 };
  return { file, start: start + place.at, length: place.size };
}
