import type { Bytes } from '#shared/model/bytes.ts';
import { requireSound } from '../distrusted.ts';
import type { ClusterGrid } from '../guest.ts';
import type { Stream } from '../stream.ts';
import { attributeHeader, nonResidentPart, residentPart } from './layout.ts';
import { decodeRunList } from './run-list.ts';

/** An attribute as its record has it: its value, or the list of runs where its value lies. */
export interface Attribute {
  readonly type: number;
  readonly name: string;
  readonly isResident: boolean;
  /** Compressed, encrypted or sparse when not 0. */
  readonly flags: number;
  /** Header and all. */
  readonly stored: Uint8Array;
}

/** The content of an attribute that lies in clusters. */
export interface AttributeStream extends Stream {
  readonly size: Bytes;
  /** What lies behind was never written. */
  readonly initializedSize: Bytes;
}

/** Decodes the header of an attribute; what it holds is not looked at before it is asked for. */
export function decodeAttribute(stored: Uint8Array, structure: string): Attribute {
  const { type, flags, nonResident, nameAt, nameLength } = attributeHeader.decode(stored);
  requireSound(nameAt + nameLength * 2 <= stored.length, structure);
  const name = utf16(stored.subarray(nameAt, nameAt + nameLength * 2));
  return { type, name, flags, isResident: nonResident === 0, stored };
}

/** The value of an attribute that lies in the record. Throws `Distrusted` when it does not. */
export function valueOf({ stored, isResident }: Attribute, structure: string): Uint8Array {
  requireSound(isResident, structure);
  const { length, valueAt } = residentPart.decode(stored.subarray(attributeHeader.size));
  requireSound(valueAt + length <= stored.length, structure);
  return stored.subarray(valueAt, valueAt + length);
}

/** Where an attribute lies in clusters, from its very start. Throws `Distrusted` when it is compressed, sparse or resident. */
export function streamOf(
  { stored, isResident, flags }: Attribute,
  grid: ClusterGrid,
  structure: string,
): AttributeStream {
  requireSound(!isResident && flags === 0, structure);
  const place = nonResidentPart.decode(stored.subarray(attributeHeader.size));
  const { runsAt, firstVcn, lastVcn, size, initializedSize } = place;
  requireSound(firstVcn === 0 && lastVcn < grid.count, structure);
  requireSound(runsAt >= attributeHeader.size + nonResidentPart.size && runsAt < stored.length, structure);
  const clusters = lastVcn + 1;
  requireSound(initializedSize <= size && size <= clusters * grid.clusterSize, structure);
  const expected = { clusters, ofVolume: grid.count, structure };
  return { structure, grid, size, initializedSize, runs: decodeRunList(stored.subarray(runsAt), expected) };
}

/** Text as NTFS keeps it. */
export function utf16(stored: Uint8Array): string {
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(stored);
}
