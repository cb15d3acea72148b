import type { ErrorTable } from './row.ts';
import { rescues, takesBackup } from './ways-out.ts';

/** Why a VMDK image is refused. */
export const vmdkErrors = {
  'vmdk.newline-damage': {
    code: 'damaged',
    says: '{name} was transferred as text, which changed line ends all over its data. It cannot be repaired; transfer it again in binary mode.',
  },
  'vmdk.unfinished': {
    code: 'damaged',
    says: '{name} is marked as unfinished: the program that wrote it never came to the end. Export or copy it again.',
  },
  'vmdk.unsupported-version': {
    code: 'unsupported',
    says: 'The {part} of {name} has version {version}, which Platter does not know. Nothing was read.',
  },
  'vmdk.unknown-flags': {
    code: 'unsupported',
    says: '{name} uses features that Platter does not know (flags {flags}). Reading it could give wrong data.',
  },
  'vmdk.compression': {
    code: 'unsupported',
    says: '{name} asks for compression algorithm {algorithm}, which does not go with its flags or is not known.',
  },
  'vmdk.bad-header': {
    code: 'damaged',
    says: `{name} is damaged: the {field} is {value}; allowed: {allowed}. ${takesBackup}`,
  },
  'vmdk.kind-not-read': {
    code: 'unsupported',
    says: '{name} is a {kind}. Platter does not read this kind of VMDK; a clone made by the VMware host (vmkfstools -i) can be read.',
  },
  'vmdk.lone-extent': {
    code: 'unsupported',
    says: '{name} holds data of a disk without a description of the whole: it is one extent of a split disk, or its own descriptor is lost. Open {descriptor} instead.',
  },
  'vmdk.bare-delta': {
    code: 'unsupported',
    says: '{name} holds only the changes of a snapshot, and the disk that it builds upon is named in another file. Read alone it would give wrong data. Open {descriptor} instead.',
  },
  'vmdk.native-snapshot': {
    code: 'unsupported',
    says: '{name} is a snapshot that a storage array keeps. Its data is not in these files.',
  },
  'vmdk.sector-size': {
    code: 'unsupported',
    says: '{name} has logical sectors of {sector} bytes. Platter reads VMDK disks with sectors of 512 bytes.',
  },
  'vmdk.remote-extent': {
    code: 'unsupported',
    says: '{name} names the extent {extent}, which lies on a remote store. Copy the disk to this computer with the tools of the store.',
  },
  'vmdk.extent-is-descriptor': {
    code: 'damaged',
    says: '{name} names itself as an extent. A descriptor holds no data of the disk; its extent line is wrong. Put back a copy of the descriptor, or mend that line.',
  },
  'vmdk.extent-type': {
    code: 'unsupported',
    says: '{name} has an extent of type {type}, which Platter does not know.',
  },
  'vmdk.extent-short': {
    code: 'damaged',
    says: `The extent {name} ends at {size:bytes}, but the descriptor puts data up to {needed:bytes} there. The file is truncated. ${rescues}`,
  },
  'vmdk.extent-size': {
    code: 'damaged',
    says: `The descriptor gives {name} {line:bytes} of the disk, but its header holds only {capacity:bytes}. They do not belong together. ${rescues}`,
  },
  'vmdk.not-sparse': {
    code: 'damaged',
    says: `The descriptor says that {name} is a sparse extent, but it has no such header. It is another file, or its beginning is lost. ${rescues}`,
  },
  'vmdk.descriptor-too-long': {
    code: 'too-large',
    says: 'The descriptor of {name} is longer than {limit:bytes}. The image is damaged or hostile.',
  },
  'vmdk.descriptor-line': {
    code: 'damaged',
    says: 'Line {line} of the descriptor of {name} is not understood: {problem}. Put back a copy of the descriptor, or mend that line; the data itself was not looked at.',
  },
  'vmdk.descriptor-key': {
    code: 'damaged',
    says: 'The descriptor of {name} is damaged: {problem}. Put back a copy of it; the data itself was not looked at.',
  },
  'vmdk.encoding': {
    code: 'unsupported',
    says: 'The descriptor of {name} has file names in the encoding {encoding}, which Platter does not read. Rename the files in plain ASCII and adjust the descriptor.',
  },
  'vmdk.no-directory': {
    code: 'damaged',
    says: `{name} has no grain directory, neither the first nor the second copy. Nothing tells where its data lies. ${takesBackup}`,
  },
  'vmdk.directory-outside': {
    code: 'damaged',
    says: `The grain directory of {name} would end at byte {end}, but the file has only {size}. The file is truncated. ${rescues}`,
  },
  'vmdk.table-outside': {
    code: 'damaged',
    says: `Grain table {table} of {name} would end at byte {end}, but the file has only {size}. The file is truncated. ${rescues}`,
  },
  'vmdk.bad-grain': {
    code: 'damaged',
    says: `The table of {name} puts grain {grain} at sector {sector}, {problem}. The file is truncated or damaged. ${rescues}`,
  },
  'vmdk.bad-entry': {
    code: 'damaged',
    says: `The table of {name} has an entry for grain {grain} that no program writes. The file is damaged. ${rescues}`,
  },
  'vmdk.directory-entry': {
    code: 'damaged',
    says: `Entry {table} of the grain directory of {name} names no table that the file could have. The file is damaged. ${rescues}`,
  },
  'vmdk.journal': {
    code: 'unsupported',
    says: '{name} was not closed by its host: changes are still in its journal, and its tables are older than they are. Start and stop the machine there, or clone the disk with vmkfstools -i.',
  },
  'vmdk.footer-missing': {
    code: 'damaged',
    says: '{name} is a stream whose footer is missing from its end. The file is truncated; transfer it again.',
  },
  'vmdk.footer-differs': {
    code: 'damaged',
    says: `The footer at the end of {name} does not agree with its header. The file is damaged. ${rescues}`,
  },
  'vmdk.grain-marker': {
    code: 'damaged',
    says: `The marker of grain {grain} in {name} is wrong: {problem}. The tables or the data are damaged. ${rescues}`,
  },
  'vmdk.grain-corrupt': {
    code: 'damaged',
    says: `Grain {grain} of {name} cannot be decompressed: {problem}. Its data is damaged. ${rescues}`,
  },
  'vmdk.name-not-writable': {
    code: 'invalid-input',
    says: 'The name {name} has a quotation mark, a line break or a character in it that the VMDK descriptor has no way of writing in its encoding. Choose another name.',
  },
  'vmdk.addresses-exhausted': {
    code: 'too-large',
    says: '{name} has reached 2 TiB, beyond which a VMDK cannot address its data. Choose another format.',
  },
  'vmdk.edit-full': {
    code: 'too-large',
    says: '{name} would grow beyond {limit:bytes}, which is as far as its tables reach. What has been written so far is kept. Convert the image to another variant or format.',
  },
  'vmdk.edit-kind': {
    code: 'unsupported',
    says: '{name} holds {kind}, into which Platter does not write. Convert the disk to another variant first.',
  },
  'vmdk.edit-change-tracking': {
    code: 'unsupported',
    says: '{name} is under change tracking. What another program writes would be missing in the next incremental backup. Turn change tracking off in the virtual machine, or write to a copy of the disk.',
  },
  'vmdk.edit-one-directory': {
    code: 'damaged',
    says: '{name} has lost its first grain directory and is read through the second. Check and repair it before anything is written to it.',
  },
  'vmdk.edit-copies-differ': {
    code: 'damaged',
    says: 'The two copies of grain table {table} of {name} differ, so it is not certain where its data lies. Check and repair it before anything is written to it.',
  },
  'vmdk.edit-overlap': {
    code: 'damaged',
    says: 'Sector {sector} of {name} is used for two things at once. What is written to one would destroy the other. Check the image, and convert the disk to a new one.',
  },
  'vmdk.edit-scattered': {
    code: 'too-large',
    says: 'The grains and tables of {name} lie more scattered than any program leaves them. The image is damaged or hostile; nothing is written to it.',
  },
  'vmdk.edit-shared-file': {
    code: 'damaged',
    says: '{name} puts two extents into the same part of {extent}. What is written to one would change the other, so nothing is written. Its extent lines are wrong: put back a copy of the descriptor, or mend them.',
  },
  'vmdk.edit-content-id': {
    code: 'damaged',
    says: 'The descriptor of {name} has no content id that could be changed, so a child could not notice that the disk is written to. Put a line such as CID=12345678 into it.',
  },
  'vmdk.edit-uneven': {
    code: 'unsupported',
    says: '{name} is a child whose extents begin in the middle of a grain. Platter reads such a disk, but does not write into it. Convert it first.',
  },
  'vmdk.extent-not-writable': {
    code: 'denied',
    says: '{name} allows no writing to the {length:bytes} of the disk from byte {start}: the extent there is marked {access}. Nothing was written there; what came before is kept. Convert the disk to a new image to write to all of it.',
  },
  'vmdk.parent-without-id': {
    code: 'unsupported',
    says: '{parent} has no content id by which a child could recognise it. Convert it to a new VMDK first.',
  },
  'vmdk.parent-path-too-long': {
    code: 'invalid-input',
    says: 'The path from {name} to its parent has more than {limit} bytes, which other programs do not read. Put the child nearer to its parent.',
  },
} as const satisfies ErrorTable;
