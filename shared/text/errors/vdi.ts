import type { ErrorTable } from './row.ts';

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
    says: '{name} has the image type {type}, which VDI does not know. The header is damaged.',
  },
  'vdi.header-size': {
    code: 'damaged',
    says: 'The header of {name} claims a size of {size:bytes}; a VDI header of this version has {minimum:bytes} at least. The header is damaged.',
  },
  'vdi.disk-size': {
    code: 'damaged',
    says: '{name} says that its disk has 0 bytes. The header is damaged.',
  },
  'vdi.disk-too-large': {
    code: 'too-large',
    says: '{name} says that its disk has {size:bytes}; the limit is {limit:bytes}. The image is damaged or hostile.',
  },
  'vdi.block-size': {
    code: 'damaged',
    says: 'The block size of {name} is {size} bytes, which is no power of two from {minimum:bytes} to {maximum:bytes}. The header is damaged.',
  },
  'vdi.block-extra': {
    code: 'damaged',
    says: 'The blocks of {name} are said to carry {size} extra bytes, which is no power of two up to {maximum:bytes}. The header is damaged.',
  },
  'vdi.map-too-small': {
    code: 'damaged',
    says: 'The block map of {name} has {blocks} entries, but a disk of {size:bytes} needs {needed}. What lies behind the last one cannot be found.',
  },
  'vdi.map-overlaps-header': {
    code: 'damaged',
    says: 'The block map of {name} starts at byte {start}, inside the header that ends at byte {headerEnd}. The header is damaged.',
  },
  'vdi.map-overlaps-data': {
    code: 'damaged',
    says: 'The block map of {name} ends at byte {end}, but the data starts at byte {dataStart} already. The header is damaged.',
  },
  'vdi.map-truncated': {
    code: 'damaged',
    says: 'The block map of {name} ends at byte {end}, but the file ends at byte {size}. The file is truncated: without the map its data cannot be put in order.',
  },
  'vdi.slot-range': {
    code: 'damaged',
    says: 'Block {block} of {name} is said to lie in slot {slot}, but there are only {slots}. The block map is damaged; the content of this block is unknown.',
  },
  'vdi.block-truncated': {
    code: 'damaged',
    says: 'Block {block} of {name} ends at byte {end}, but the file ends at byte {size}. The file is truncated, and this block is not whole.',
  },
} as const satisfies ErrorTable;
