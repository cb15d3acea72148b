import type { ErrorTable } from './row.ts';
import { mayBeRepaired, rescues, takesBackup } from './ways-out.ts';

/** Why a VDI image is refused. */
export const vdiErrors = {
  'vdi.version': {
    code: 'unsupported',
    says: '{name} is a VDI image of version {version}. Platter reads versions 1.1 and 0.2. Convert the image with the program that made it.',
  },
  'vdi.undo': {
    code: 'unsupported',
    says: '{name} is a VDI undo image, a type that no released program could use. Platter does not read it.',
  },
  'vdi.image-type': {
    code: 'damaged',
    says: `{name} has the image type {type}, which VDI does not know. The header is damaged. ${takesBackup}`,
  },
  'vdi.header-size': {
    code: 'damaged',
    says: `The header of {name} claims a size of {size:bytes}; a VDI header of this version has {minimum:bytes} at least. The header is damaged. ${mayBeRepaired}`,
  },
  'vdi.disk-size': {
    code: 'damaged',
    says: `{name} says that its disk has 0 bytes. The header is damaged. ${takesBackup}`,
  },
  'vdi.disk-too-large': {
    code: 'too-large',
    says: '{name} says that its disk has {size:bytes}; the limit is {limit:bytes}. The image is damaged or hostile.',
  },
  'vdi.block-size': {
    code: 'damaged',
    says: `The block size of {name} is {size} bytes, which is no power of two from {minimum:bytes} to {maximum:bytes}. The header is damaged. ${takesBackup}`,
  },
  'vdi.block-extra': {
    code: 'damaged',
    says: `The blocks of {name} are said to carry {size} extra bytes, which is no power of two up to {maximum:bytes}. The header is damaged. ${takesBackup}`,
  },
  'vdi.map-too-small': {
    code: 'damaged',
    says: `The block map of {name} has {blocks} entries, but a disk of {size:bytes} needs {needed}. What lies behind the last one cannot be found. ${mayBeRepaired}`,
  },
  'vdi.map-overlaps-header': {
    code: 'damaged',
    says: `The block map of {name} starts at byte {start}, inside the header that ends at byte {headerEnd}. The header is damaged. ${takesBackup}`,
  },
  'vdi.map-overlaps-data': {
    code: 'damaged',
    says: `The block map of {name} ends at byte {end}, but the data starts at byte {dataStart} already. The header is damaged. ${takesBackup}`,
  },
  'vdi.map-truncated': {
    code: 'damaged',
    says: `The block map of {name} ends at byte {end}, but the file ends at byte {size}. The file is truncated: without the map its data cannot be put in order. ${takesBackup}`,
  },
  'vdi.slot-range': {
    code: 'damaged',
    says: `Block {block} of {name} is said to lie in slot {slot}, but there are only {slots}. The block map is damaged; the content of this block is unknown. ${rescues}`,
  },
  'vdi.block-truncated': {
    code: 'damaged',
    says: `Block {block} of {name} ends at byte {end}, but the file ends at byte {size}. The file is truncated, and this block is not whole. ${rescues}`,
  },
  'vdi.edit-version': {
    code: 'unsupported',
    says: '{name} is a VDI image of version 0.2, from before the first release of VirtualBox, and Platter does not write into these. Convert it to a new VDI image first.',
  },
  'vdi.edit-flags': {
    code: 'unsupported',
    says: '{name} has the flags {flags} set, whose meaning no VDI program knows, so writing into it could damage it. Nothing was changed. Convert it to a new image first.',
  },
  'vdi.edit-odd-size': {
    code: 'unsupported',
    says: 'The disk of {name} has {size} bytes, which is no whole number of sectors: programs disagree about its last sector, and what is written there could be lost. Convert it to a new image first.',
  },
  'vdi.edit-shared-slot': {
    code: 'damaged',
    says: 'Blocks {block} and {other} of {name} both lie in slot {slot}: what is written to one would appear in the other. Nothing was changed. Repair the image, or convert what can be read of it, first.',
  },
  'vdi.resize-no-room': {
    code: 'unsupported',
    says: 'The block map of {name} has no room for a disk of {size:bytes}, and so much of the disk is stored that nothing can make way for a longer map. Nothing was changed. Convert the image to a new one, and make that larger.',
  },
  'vdi.parent-without-id': {
    code: 'unsupported',
    says: '{path} has no UUID of its own or none of its state, so that no child could find it again. Repair it, or convert it to a new VDI image first.',
  },
} as const satisfies ErrorTable;
