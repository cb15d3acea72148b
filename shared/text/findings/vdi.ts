import type { FindingTable } from './row.ts';

/** What a check can find in a VDI image. */
export const vdiFindings = {
  'vdi.version': {
    severity: 'fatal',
    says: '{name} is a VDI image of version {version}; Platter knows versions 1.1 and 0.2.',
    means: 'What lies where in the file is not known, so the disk cannot be read.',
    advice: 'If the image was never readable, convert it with the program that made it; otherwise put back a copy.',
  },
  'vdi.header-unreadable': {
    severity: 'fatal',
    says: 'The header of {name} cannot be read. {problem}',
    means: 'Without its header the disk cannot be read.',
    advice: 'Put back a copy of the file. The data behind the header may still be whole.',
  },
  'vdi.undo': {
    severity: 'fatal',
    says: '{name} is a VDI undo image, a type that no released program could use.',
    means: 'Platter does not read it.',
    advice: 'If it is known to be another type of image, its header is damaged: put back a copy of the file.',
  },
  'vdi.image-type': {
    severity: 'fatal',
    says: '{name} has the image type {type}, which VDI does not know.',
    means: 'Whether the image stands alone or holds the changes of a parent is not known, so it cannot be read.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.header-size': {
    severity: 'fatal',
    says: 'The header of {name} claims a size of {size} bytes, which cannot be; its block map starts at byte {mapStart}, as a whole header would have it.',
    means: 'No program opens the image. Nothing is lost.',
    fix: { does: 'Writes the size that the header has.', loss: 'none' },
  },
  'vdi.header-size-in-doubt': {
    severity: 'fatal',
    says: 'The header of {name} claims a size of {size} bytes; a VDI header of this version has {minimum} at least. Other fields are wrong too.',
    means: 'The header is damaged in several places, so the disk cannot be read.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.disk-size': {
    severity: 'fatal',
    says: '{name} says that its disk has 0 bytes.',
    means: 'How much of the data belongs to the disk is not known.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.disk-too-large': {
    severity: 'fatal',
    says: '{name} says that its disk has {size:bytes}; the limit is {limit:bytes}.',
    means: 'The header is damaged or made to do harm.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.block-size': {
    severity: 'fatal',
    says: 'The block size of {name} is {size} bytes, which is no power of two from {minimum:bytes} to {maximum:bytes}.',
    means: 'Without the block size the data cannot be put in order.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.block-extra': {
    severity: 'fatal',
    says: 'The blocks of {name} are said to carry {size} extra bytes, which is no power of two up to {maximum:bytes}.',
    means: 'Where the data of each block starts is not known.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.map-too-small': {
    severity: 'fatal',
    says: 'The block map of {name} has {blocks} entries, but a disk of {size:bytes} needs {needed}.',
    means: 'What lies behind the last entry cannot be found. Either number may be the wrong one.',
    fix: {
      does: 'Where there is room behind the map, makes it as long as the disk needs. Entries found there are kept if they fit the file; otherwise the end of the disk becomes empty.',
      loss: 'possible',
    },
    advice: 'Without room behind the map, put back a copy of the file.',
  },
  'vdi.map-overlaps-header': {
    severity: 'fatal',
    says: 'The block map of {name} starts at byte {start}, inside the header that ends at byte {headerEnd}.',
    means: 'Where the map lies is not known, and without it the data cannot be put in order.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.map-overlaps-data': {
    severity: 'fatal',
    says: 'The block map of {name} ends at byte {end}, but the data starts at byte {dataStart} already.',
    means: 'One of the two places or the number of blocks is wrong, so the data cannot be put in order.',
    advice: 'Put back a copy of the file.',
  },
  'vdi.map-truncated': {
    severity: 'fatal',
    says: 'The block map of {name} ends at byte {end}, but the file ends at byte {size}.',
    means: 'The file was cut. Without its map the data cannot be put in order.',
    advice: 'Copy the file again from where it came.',
  },
  'vdi.link-contradictory': {
    severity: 'fatal',
    says: '{name} contradicts itself about its parent: {problem}.',
    means:
      'Whether the disk is all in this file is not known, and a disk read without its parent would be a wrong one.',
    advice: 'Put back a copy of the file, or let the program that made the chain mend the link.',
  },
  'vdi.flags-unknown': {
    severity: 'damage',
    says: 'The header of {name} has flags that VDI does not know: {flags}.',
    means:
      'Platter and QEMU do not look at flags, but VirtualBox refuses such an image. Other fields of the header may have changed with them.',
    advice: 'Compare the content with a copy, then convert the image to a new one.',
  },
  'vdi.slot-range': {
    severity: 'damage',
    says: 'Block {block} of {name} is said to lie in slot {slot}, but there are only {slots}.',
    means: 'The entry of the map is damaged, and the content of this block is not known.',
    fix: {
      does: 'Makes the block empty: it reads as zeros, or as the parent has it. Where its content was is forgotten.',
      loss: 'possible',
    },
  },
  'vdi.slot-missing': {
    severity: 'damage',
    says: 'Block {block} of {name} is said to lie in slot {slot}, behind the end of the file.',
    means: 'The file was cut, or the entry of the map is damaged. The content of this block is not in the file.',
    fix: {
      does: 'Makes the block empty: it reads as zeros, or as the parent has it. Where its content was is forgotten.',
      loss: 'possible',
    },
    advice: 'If the file was cut while it was copied, copy it again instead.',
  },
  'vdi.slot-partial': {
    severity: 'damage',
    says: 'Block {block} of {name} ends at byte {end}, but the file ends at byte {size}.',
    means: 'The file was cut inside this block. What lay behind is not in the file; all that is there can be kept.',
    fix: {
      does: 'Extends the file with zeros, as other programs read it anyway. Everything that is there stays.',
      loss: 'none',
    },
    advice: 'If the file was cut while it was copied, copy it again instead.',
  },
  'vdi.slot-used-twice': {
    severity: 'damage',
    says: 'Blocks {other} and {block} of {name} share slot {slot}.',
    means:
      'At most one of them shows what was written to it, and writing to one changes the other. The right content of the other may be lost.',
    fix: {
      does: 'Gives each block a copy of its own. Both read as before, and no longer change together.',
      loss: 'none',
    },
  },
  'vdi.slot-used-twice-no-room': {
    severity: 'damage',
    says: 'Blocks {other} and {block} of {name} share slot {slot}, and the file cannot take a copy for every block that shares.',
    means:
      'At most one of them shows what was written to it, and writing to one changes the other. The right content of the other may be lost.',
    advice:
      'Mend what else was found first, and check again. Otherwise convert the image to a new one, in which every block has its own place.',
  },
  'vdi.count-low': {
    severity: 'damage',
    says: '{name} counts {count} slots as given away, but slot {slot} is in use.',
    means: 'Programs that trust the count, as VirtualBox and QEMU do, give away a slot a second time and overwrite it.',
    fix: { does: 'Corrects the count.', loss: 'none' },
  },
  'vdi.count-high': {
    severity: 'waste',
    says: '{name} counts {count} slots as given away; {expected} account for the map and the file.',
    means: 'The slots between are never used.',
    fix: { does: 'Corrects the count.', loss: 'none' },
  },
  'vdi.count-impossible': {
    severity: 'damage',
    says: '{name} counts {count} slots as given away, but its disk has only {blocks} blocks.',
    means: 'The count cannot be right, and VirtualBox refuses such an image. The content is not concerned.',
    fix: { does: 'Corrects the count.', loss: 'none' },
  },
  'vdi.slot-unused': {
    severity: 'waste',
    says: 'Space of {bytes:bytes} in {name} belongs to no block. Unused slots: {slots}.',
    means: 'The disk is whole. Blocks that were discarded, or a write that was interrupted, leave such slots.',
    advice: 'Compacting the image gives the space back; writing to the image uses it again.',
  },
  'vdi.trailing-bytes': {
    severity: 'waste',
    says: 'Behind the last slot of {name} lie {bytes:bytes} that belong to nothing.',
    means: 'The disk is whole. A write that was interrupted leaves such bytes.',
    fix: { does: 'Cuts the file behind its last slot.', loss: 'none' },
  },
  'vdi.static-hole': {
    severity: 'note',
    says: '{name} is meant to hold its whole disk, but {blocks} blocks have no slot.',
    means: 'They read as zeros. The image grows when they are written to.',
    advice: 'Convert the image to a static one to take the space, or to a dynamic one to leave it open.',
  },
  'vdi.uuid-missing': {
    severity: 'note',
    says: '{name} has no UUID.',
    means: 'VirtualBox refuses such an image, and no child can name it as its parent.',
    fix: { does: 'Gives it a new one.', loss: 'none' },
  },
  'vdi.modification-uuid-missing': {
    severity: 'note',
    says: '{name} has no UUID of its last modification.',
    means: 'VirtualBox refuses such an image, and no program makes a child of it.',
    fix: { does: 'Gives it a new one.', loss: 'none' },
  },
  'vdi.parent-modification-uuid': {
    severity: 'note',
    says: '{name} has no parent, but tells of a last modification of one.',
    means: 'QEMU refuses such an image. The content is not concerned.',
    advice: 'Convert the image to a new one before QEMU reads it.',
  },
  'vdi.sector-size': {
    severity: 'note',
    says: 'The old geometry in the header of {name} has sectors of {size} bytes instead of 512.',
    means: 'QEMU refuses such an image. The content is not concerned.',
    fix: { does: 'Writes 512.', loss: 'none' },
  },
  'vdi.geometry-sector-size': {
    severity: 'note',
    says: 'The logical geometry in the header of {name} has sectors of {size} bytes instead of 512.',
    means: 'VirtualBox refuses such an image. The content is not concerned.',
    fix: { does: 'Writes 512.', loss: 'none' },
  },
  'vdi.extra-bytes': {
    severity: 'note',
    says: 'Each block of {name} carries {size} extra bytes in front of its data.',
    means: 'Platter and VirtualBox skip them. QEMU does not know of them and reads the image wrong without saying so.',
    advice: 'Convert the image to a new one before QEMU reads it.',
  },
  'vdi.size-odd': {
    severity: 'note',
    says: 'The disk of {name} has {size} bytes, which ends inside a sector.',
    means:
      'Platter and QEMU show the last sector filled up with zeros; VirtualBox does not show it. Old versions made such images from raw files.',
  },
} as const satisfies FindingTable;
