import type { Bytes } from '#shared/model/bytes.ts';
import type { FieldMeaning, KnownMeaning } from '#shared/model/structure.ts';
import { plain } from '#shared/text/plain.ts';

/** A number of units, such as sectors; of bytes with 1. */
export function sizeIn(unit: Bytes): (value: number) => FieldMeaning {
  return (value) => ({ kind: 'size', bytes: value * unit });
}

/** A place in the same file, counted in units from its start. Zero and null stand for "there is none". */
export function placeIn(unit: Bytes): (value: number | null) => FieldMeaning {
  return (value) => (value === null || value === 0 ? { kind: 'absent' } : { kind: 'place', at: value * unit });
}

/** Major version in the high half, minor in the low one. */
export function versionInHalves(value: number): FieldMeaning {
  return { kind: 'version', version: `${String(value >>> 16)}.${String(value & 0xffff)}` };
}

/** One of the named numbers. */
export function oneOf(named: Partial<Record<KnownMeaning, number>>): (value: number) => FieldMeaning {
  return (value) => {
    const found = Object.entries(named).find(([, number]) => number === value);
    return { kind: 'known', key: (found?.[0] ?? 'unknown') as KnownMeaning };
  };
}

/** Some of the named bits, in the order of the table. */
export function bitsOf(named: Partial<Record<KnownMeaning, number>>): (value: number) => FieldMeaning {
  return (value) => {
    const entries = Object.entries(named) as readonly (readonly [KnownMeaning, number])[];
    const keys = entries.filter(([, bit]) => (value & bit) !== 0).map(([key]) => key);
    const others = entries.reduce((rest, [, bit]) => rest & ~bit, value) >>> 0;
    return { kind: 'flags', keys, unknown: others === 0 ? null : `0x${others.toString(16)}` };
  };
}

/** A signature, and whether it is the one of the format. */
export function markOf(expected: string | number): (value: string | number) => FieldMeaning {
  return (value) => ({ kind: 'mark', isRight: value === expected });
}

/** Text that the field holds in an encoding of its own. */
export function textBy(decode: (stored: Uint8Array) => string): (value: Uint8Array) => FieldMeaning {
  return (value) => ({ kind: 'text', text: plain(decode(value)) });
}
