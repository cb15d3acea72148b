import { viewOf } from '../../layout/struct.ts';
import { Distrusted, requireSound } from '../distrusted.ts';
import { decodeAttribute, type Attribute } from './attribute.ts';
import { applyFixups } from './fixups.ts';
import { attributeHeader, attributeTypes, fileRecord } from './layout.ts';

export interface FileRecord {
  /** What it is called in sentences. */
  readonly structure: string;
  readonly attributes: readonly Attribute[];
}

/** Reads a record of the master file table. Throws `Distrusted` for one that is torn, unused or contradicts itself. */
export function decodeRecord(record: Uint8Array, structure: string): FileRecord {
  applyFixups(record, 'FILE', structure);
  const { attributesAt, flags, usedSize, baseRecord } = fileRecord.decode(record);
  requireSound((flags & 1) !== 0 && baseRecord.every((byte) => byte === 0), structure);
  requireSound(attributesAt >= fileRecord.size && usedSize <= record.length, structure);
  const used = record.subarray(0, usedSize);
  const attributes: Attribute[] = [];
  // Every attribute takes some bytes, so that this ends.
  for (let at = attributesAt; ;) {
    requireSound(at % 8 === 0 && at + 4 <= usedSize, structure);
    if (viewOf(used).getUint32(at, true) === attributeTypes.end) return { structure, attributes };
    const { length } = attributeHeader.decode(used.subarray(at));
    requireSound(length >= attributeHeader.size + 8 && at + length <= usedSize, structure);
    attributes.push(decodeAttribute(used.subarray(at, at + length), structure));
    at += length;
  }
}

/**
 * The one attribute of a type and a name. Throws `Distrusted` when there is none, and when some of the attributes lie in
 * other records, which happens to very fragmented files.
 */
export function attributeOf(record: FileRecord, type: number, name = ''): Attribute {
  const attribute = findAttribute(record, type, name);
  requireSound(attribute !== undefined, record.structure);
  return attribute;
}

/** As `attributeOf`, but undefined when there is none. */
export function findAttribute({ structure, attributes }: FileRecord, type: number, name = ''): Attribute | undefined {
  if (attributes.some((attribute) => attribute.type === attributeTypes.attributeList)) {
    throw new Distrusted('unsupported-feature', { feature: `an attribute list for the ${structure}` });
  }
  const found = attributes.filter((attribute) => attribute.type === type && attribute.name === name);
  requireSound(found.length <= 1, structure);
  return found[0];
}
