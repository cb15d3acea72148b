import type { FileSystemId } from '#shared/model/guest.ts';
import { Distrusted } from '../distrusted.ts';
import { compatible, incompatible, readOnlyCompatible, states, type Superblock } from './layout.ts';

/** With these the block bitmaps mean what they always mean. */
const readIncompatible =
  incompatible.fileType |
  incompatible.extents |
  incompatible.is64Bit |
  incompatible.flexGroups |
  incompatible.checksumSeed |
  incompatible.encrypt;
const readReadOnlyCompatible =
  readOnlyCompatible.sparseSuper |
  readOnlyCompatible.largeFile |
  readOnlyCompatible.binaryTreeDirectories |
  readOnlyCompatible.hugeFile |
  readOnlyCompatible.groupChecksums |
  readOnlyCompatible.manyLinks |
  readOnlyCompatible.extraInodeSize |
  readOnlyCompatible.metadataChecksums;

/** What ext3 can do already; anything else makes an ext4. */
const ofExt3 = {
  incompatible: incompatible.fileType | incompatible.recover | incompatible.metaGroups,
  readOnlyCompatible:
    readOnlyCompatible.sparseSuper | readOnlyCompatible.largeFile | readOnlyCompatible.binaryTreeDirectories,
};

export interface Features {
  readonly compatible: number;
  readonly incompatible: number;
  readonly readOnlyCompatible: number;
}

/** The features in use: revision 0 knew none, whatever its fields hold. */
export function featuresOf(block: Superblock): Features {
  return block.revision === 0 ? { compatible: 0, incompatible: 0, readOnlyCompatible: 0 } : block;
}

/** True when a feature of a set is in use. */
export function has(set: number, feature: number): boolean {
  return (set & feature) !== 0;
}

export function fileSystemOf(features: Features): FileSystemId {
  const isNewer =
    has(features.incompatible, ~ofExt3.incompatible) || has(features.readOnlyCompatible, ~ofExt3.readOnlyCompatible);
  if (isNewer) return 'ext4';
  return has(features.compatible, compatible.journal) ? 'ext3' : 'ext2';
}

/** Throws `Distrusted` unless the volume was closed cleanly. */
export function requireCleanState({ state, lastOrphan }: Superblock, features: Features): void {
  if (has(features.incompatible, incompatible.recover)) throw new Distrusted('journal-replay');
  if (!has(state, states.clean)) throw new Distrusted('dirty');
  if (has(state, states.errors)) throw new Distrusted('has-errors');
  const orphans = has(features.readOnlyCompatible, readOnlyCompatible.orphanFilePresent) || has(state, states.orphans);
  if (orphans || lastOrphan !== 0) throw new Distrusted('orphans');
}

/** Throws `Distrusted` when a feature could give the block bitmaps, or their places, another meaning. */
export function requireKnownFeatures(features: Features): void {
  refuse(has(features.compatible, compatible.sparseSuper2), 'sparse_super2');
  refuse(has(features.incompatible, incompatible.journalDevice), 'journal_dev');
  refuse(has(features.incompatible, incompatible.metaGroups), 'meta_bg');
  refuse(has(features.readOnlyCompatible, readOnlyCompatible.bigAllocation), 'bigalloc');
  const unknownIncompatible = features.incompatible & ~readIncompatible;
  refuse(unknownIncompatible !== 0, `the incompatible feature 0x${(unknownIncompatible >>> 0).toString(16)}`);
  const unknown = features.readOnlyCompatible & ~readReadOnlyCompatible;
  refuse(unknown !== 0, `the read-only feature 0x${(unknown >>> 0).toString(16)}`);
}

function refuse(isInUse: boolean, feature: string): void {
  if (isInUse) throw new Distrusted('unsupported-feature', { feature });
}
