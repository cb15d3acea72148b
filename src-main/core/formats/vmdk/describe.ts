import { valueOf, type Descriptor } from './descriptor.ts';
import { canonicalType } from './kinds.ts';
import { lineageOf } from './lineage.ts';
import type { Description } from './layer.ts';

/** Keys worth showing under Details, by the name of their fact. */
const shown: Readonly<Record<string, string>> = {
  contentId: 'CID',
  adapterType: 'ddb.adapterType',
  hardwareVersion: 'ddb.virtualHWVersion',
  toolsVersion: 'ddb.toolsVersion',
  encoding: 'encoding',
  changeTracking: 'changeTrackPath',
  thinProvisioned: 'ddb.thinProvisioned',
  comment: 'ddb.comment',
};

/** What the descriptor tells of an image, beyond its extents. `fallback` is the variant when it does not name one. */
export function describe(descriptor: Descriptor, fallback: string): Description {
  const uuid = uuidOf(descriptor);
  return {
    variant: canonicalType(valueOf(descriptor, 'createType') ?? fallback),
    facts: { ...factsOf(descriptor), ...geometryOf(descriptor), extents: descriptor.extents.length },
    ...(uuid !== undefined && { uuid }),
    ...lineageOf(descriptor),
  };
}

function factsOf(descriptor: Descriptor): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [fact, key] of Object.entries(shown)) {
    const value = valueOf(descriptor, key);
    if (value) facts[fact] = value;
  }
  return facts;
}

function geometryOf(descriptor: Descriptor): Record<string, string> {
  const values = ['cylinders', 'heads', 'sectors'].map((part) => valueOf(descriptor, `ddb.geometry.${part}`));
  return values.every((value) => value !== undefined) ? { geometry: values.join('/') } : {};
}

/** VMware's `60 00 C2 9x …-…` or VirtualBox's own key, in the usual form. */
function uuidOf(descriptor: Descriptor): string | undefined {
  const text = valueOf(descriptor, 'ddb.uuid') ?? valueOf(descriptor, 'ddb.uuid.image');
  const hex = text?.replaceAll(/[\s-]/g, '').toLowerCase() ?? '';
  if (!/^[0-9a-f]{32}$/.test(hex)) return undefined;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
