import { Distrusted, requireSound } from '../distrusted.ts';
import type { VolumeReader } from '../volume-reader.ts';
import { utf16, valueOf } from './attribute.ts';
import { attributeTypes, records, shadowCopies, volumeInformation } from './layout.ts';
import type { MasterFileTable } from './master-file-table.ts';
import { attributeOf, findAttribute } from './record.ts';

const structure = '$Volume record';

/** Windows 8 and later set this on every volume, cleanly dismounted ones too; Linux writes to such volumes without concern. */
const harmlessFlag = 0x80;

/** The volume's label. Throws `Distrusted` when a flag asks for work: dirty, being resized, being checked or upgraded. */
export async function readVolumeState(table: MasterFileTable, signal?: AbortSignal): Promise<string | undefined> {
  const record = await table.record(records.volume, structure, signal);
  const information = attributeOf(record, attributeTypes.volumeInformation);
  const { flags, majorVersion } = volumeInformation.decode(valueOf(information, structure));
  if ((flags & ~harmlessFlag) !== 0) throw new Distrusted('dirty');
  requireSound(majorVersion >= 1 && majorVersion <= 3, structure);
  const name = findAttribute(record, attributeTypes.volumeName);
  const label = name ? utf16(valueOf(name, structure)) : '';
  return label === '' ? undefined : label;
}

const shadowHeaderAt = 0x1e00;
const shadowIdentifier = '6b870838 76c1 484e b7ae 04046e6cc752'.replaceAll(' ', '');

/**
 * Throws `Distrusted` when the volume may have shadow copies. Windows keeps what they need in place when a file is deleted,
 * so a part of the space that the map calls free is the only copy of an older state.
 */
export async function requireNoShadowCopies(volume: VolumeReader, signal?: AbortSignal): Promise<void> {
  const { identifier, catalog } = await volume.one(shadowCopies, shadowHeaderAt, signal);
  if (Buffer.from(identifier).toString('hex') === shadowIdentifier && catalog !== 0) {
    throw new Distrusted('shadow-copies');
  }
}
