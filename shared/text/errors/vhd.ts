import type { ErrorTable } from './row.ts';
import { mayBeRepaired, rescues, takesBackup } from './ways-out.ts';

/** Why a VHD image is refused. */
export const vhdErrors = {
  'vhd.poisoned': {
    code: 'unsupported',
    says: '{name} was marked as dead by XenServer when it replaced the image. Its content is not to be used.',
  },
  'vhd.split': {
    code: 'unsupported',
    says: '{name} is a part of a VHD that was split into several files (.vhd, .v01, .v02 and so on). Platter does not read split VHDs; join them with the program that made them.',
  },
  'vhd.version': {
    code: 'unsupported',
    says: 'The {structure} of {name} has version {version}. Platter reads version 1.',
  },
  'vhd.disk-type': {
    code: 'unsupported',
    says: '{name} has the disk type {type}, which is reserved or no longer used. Platter reads fixed, dynamic and differencing VHDs. Convert the image with the program that made it.',
  },
  'vhd.footer-checksum': {
    code: 'damaged',
    says: `The footer of {name} does not match its checksum, and no good copy of it is there. Its size and type cannot be trusted. ${mayBeRepaired}`,
  },
  'vhd.footers-differ': {
    code: 'damaged',
    says: `{name} has two footers that are both valid but of different disks ({end} at the end, {start} at the start). It cannot be told which is right. ${takesBackup}`,
  },
  'vhd.disk-size': {
    code: 'damaged',
    says: `{name} says that its disk has {size} bytes, which are no whole sectors. The footer is damaged. ${takesBackup}`,
  },
  'vhd.disk-too-large': {
    code: 'too-large',
    says: '{name} says that its disk has {size:bytes}; the limit is {limit:bytes}. The image is damaged or hostile.',
  },
  'vhd.data-truncated': {
    code: 'damaged',
    says: `{name} says that its disk has {size:bytes}, but there is room for {room:bytes} only. The file is truncated. ${rescues}`,
  },
  'vhd.no-header': {
    code: 'damaged',
    says: `The dynamic header of {name} should be at byte {start}, but it is not there. Without it the data cannot be found. ${takesBackup}`,
  },
  'vhd.header-checksum': {
    code: 'damaged',
    says: `The dynamic header of {name} does not match its checksum. The places it gives cannot be trusted. ${mayBeRepaired}`,
  },
  'vhd.block-size': {
    code: 'damaged',
    says: `The block size of {name} is {size} bytes, which is no power of two from {minimum:bytes} to {maximum:bytes}. The header is damaged. ${takesBackup}`,
  },
  'vhd.table-place': {
    code: 'damaged',
    says: `The block table of {name} is said to start at byte {start}, which is no whole sector. The header is damaged. ${takesBackup}`,
  },
  'vhd.table-truncated': {
    code: 'damaged',
    says: `The block table of {name} ends at byte {end}, but the file ends at byte {size}. The file is truncated: without the table its data cannot be put in order. ${takesBackup}`,
  },
  'vhd.table-too-small': {
    code: 'damaged',
    says: `The block table of {name} has {entries} entries, but a disk of {size:bytes} needs {needed}. What lies behind the last one cannot be found. ${takesBackup}`,
  },
  'vhd.block-place': {
    code: 'damaged',
    says: `Block {block} of {name} is said to lie at byte {start}, on top of the header or of the block table. The content of this block is unknown. ${rescues}`,
  },
  'vhd.block-truncated': {
    code: 'damaged',
    says: `Block {block} of {name} ends at byte {end}, but there is room up to byte {size} only. The file is truncated, and this block is not whole. ${rescues}`,
  },
  'vhd.block-size-too-small': {
    code: 'too-large',
    says: 'With blocks of {blockSize:bytes} a VHD holds at most {limit:bytes}; the disk has {size:bytes}. Choose blocks of 2 MiB.',
  },
  'vhd.edit-saved-state': {
    code: 'in-use',
    says: '{name} belongs to a virtual machine that was suspended. Writing into it would contradict what the machine has in its memory. Resume the machine and shut it down first.',
  },
  'vhd.edit-footers': {
    code: 'damaged',
    says: 'The footer of {name} and its copy at the start are not both there and the same. Both are needed to write safely; the data can still be read. Check and repair the image first.',
  },
  'vhd.edit-overlap': {
    code: 'damaged',
    says: 'Two blocks of {name} share the bytes from {start} on. Writing one would change the other, so nothing is written. Convert the image to a new one.',
  },
  'vhd.edit-structures': {
    code: 'damaged',
    says: 'What lies at byte {start} of {name} shares its place with another structure: header, block table, batmap or footer. Writing one would destroy the other, so nothing is written. Convert the image to a new one.',
  },
  'vhd.edit-table-large': {
    code: 'too-large',
    says: 'The block table of {name} has {size:bytes}; tables of up to {limit:bytes} can be looked through before writing. Convert the image to one with larger blocks.',
  },
  'vhd.edit-full': {
    code: 'too-large',
    says: '{name} would grow beyond {limit:bytes}, which is as far as a VHD reaches. What has been written so far is kept. Convert the image to another format.',
  },
  'vhd.child-too-large': {
    code: 'too-large',
    says: '{parent} has a disk of {size:bytes}. A fixed VHD may, but a child holds at most {limit:bytes}. Convert the parent to VDI or VMDK first.',
  },
  'vhd.parent-without-id': {
    code: 'unsupported',
    says: '{parent} has no unique id, without which no child of it could be told from others. Repair it or convert it to a new image first.',
  },
} as const satisfies ErrorTable;
