/** How an extent may be used: NOACCESS extents read as zeros. */
export type ExtentAccess = 'RW' | 'RDONLY' | 'NOACCESS';

/** One extent line: a piece of the disk and the file that holds it. Sizes and offsets in sectors, as written. */
export interface ExtentLine {
  readonly access: ExtentAccess;
  readonly sectors: number;
  /** Upper case: FLAT, SPARSE, ZERO, VMFS, … or a type nobody knows. */
  readonly type: string;
  /** A claim of the file, not yet checked; absent in ZERO lines. */
  readonly fileName?: string;
  /** Where the extent starts in its file. */
  readonly offset: number;
}

/** A `key = value` line, quotes removed. */
export interface DescriptorEntry {
  readonly key: string;
  readonly value: string;
}

/** The text that describes a virtual disk, in values. Nothing is left out: unknown keys stay in their order. */
export interface Descriptor {
  readonly entries: readonly DescriptorEntry[];
  readonly extents: readonly ExtentLine[];
}

/** A child has the content id of its parent here; all ones mean that there is no parent. */
export const noParent = 0xffff_ffff;

/** The value of a key, in whatever case it is written: VMware's note calls keys case-insensitive. The first one counts. */
export function valueOf(descriptor: Descriptor, key: string): string | undefined {
  const wanted = key.toLowerCase();
  return descriptor.entries.find((entry) => entry.key.toLowerCase() === wanted)?.value;
}

/** A content id: one to eight hexadecimal digits, since QEMU does not pad. Undefined when absent or not a number. */
export function contentIdOf(descriptor: Descriptor, key: 'CID' | 'parentCID'): number | undefined {
  const text = valueOf(descriptor, key);
  return text !== undefined && /^[0-9a-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}
