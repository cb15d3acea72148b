import type { FindingTable } from './row.ts';

const takesBackup = 'Put back a copy of the image from before the damage.';
const rescues = 'Save what can be read with platter convert --salvage, or put back a copy of the image.';

/** What a check can find in a VHD image. */
export const vhdFindings = {
  'vhd.poisoned': {
    severity: 'fatal',
    says: '{name} was marked as dead by XenServer when it replaced the image.',
    means: 'Its content was moved elsewhere and is not to be used.',
    advice: 'Look for the image that replaced it in the storage repository.',
  },
  'vhd.split': {
    severity: 'fatal',
    says: '{name} is a part of a VHD that was split into several files.',
    means: 'Platter does not read split VHDs; nothing is known about its content.',
    advice: 'Join the parts with the program that made them.',
  },
  'vhd.bad-field': {
    severity: 'fatal',
    says: 'A field of {name} makes no sense. {problem}',
    means: 'The image cannot be read with it.',
    advice: takesBackup,
  },
  'vhd.footers-differ': {
    severity: 'fatal',
    says: '{name} has two footers that are both valid but of different disks ({end} at the end, {start} at the start).',
    means: 'It cannot be told which of the two disks the content belongs to.',
    advice: 'Find out how the file came to be; it may be two images, one written over the other.',
  },
  'vhd.footers-damaged': {
    severity: 'fatal',
    says: 'The footer of {name} does not match its checksum, and no good copy of it is there.',
    means: 'Some of what it tells is wrong; size and type of the disk cannot be trusted.',
    fix: {
      does: 'Computes the checksum anew, if everything the footer tells agrees with the rest of the file.',
      loss: 'possible',
    },
    advice: takesBackup,
  },
  'vhd.footers-contradict': {
    severity: 'damage',
    says: 'The footer at the end of {name} and its copy at the start belong to one disk but tell different things of it: {fields}.',
    means: 'Platter goes by {chosen}. Other programs may go by the other one and see another disk.',
    advice: 'Compare the content with what it should be, and convert the image to write both anew.',
  },
  'vhd.footer-missing': {
    severity: 'damage',
    says: '{name} has no footer at its end. The copy at the start is good.',
    means: 'All of the disk can be read, but most programs look for the footer at the end first.',
    fix: { does: 'Writes the copy at the end of the file.', loss: 'none' },
  },
  'vhd.footer-checksum': {
    severity: 'damage',
    says: 'The footer at the end of {name} does not match its checksum. The copy at the start is good.',
    means: 'All of the disk can be read by way of the copy; some programs refuse the image.',
    fix: { does: 'Writes the copy over the footer.', loss: 'none' },
  },
  'vhd.footer-short': {
    severity: 'note',
    says: 'The footer of {name} has 511 bytes, as old versions of Virtual PC wrote it.',
    means: 'Only a zero is missing; some programs do not find such a footer.',
    fix: { does: 'Adds the missing zero at the end of the file.', loss: 'none' },
  },
  'vhd.copy-damaged': {
    severity: 'damage',
    says: 'The copy of the footer at the start of {name} is missing or does not match its checksum.',
    means: 'All of the disk can be read, but if the footer at the end is lost as well, there is none left.',
    fix: { does: 'Writes the footer at the end over the copy.', loss: 'none' },
  },
  'vhd.copy-outdated': {
    severity: 'damage',
    says: 'The copy of the footer at the start of {name} is not up to date: {fields} differ.',
    means: 'A change of the image was interrupted. The footer at the end counts; some programs read the copy.',
    fix: { does: 'Writes the footer at the end over the copy.', loss: 'none' },
  },
  'vhd.uuid-missing': {
    severity: 'note',
    says: '{name} has no id, as old versions of QEMU left it out.',
    means: 'The disk can be read, but programs cannot tell it from others, and no other image can be its child.',
    fix: { does: 'Gives the image a new id.', loss: 'none' },
  },
  'vhd.size-ambiguous': {
    severity: 'note',
    says: 'The footer of {name} tells two sizes: {currentSize} bytes in its size field, {geometrySize} by its geometry.',
    means: 'Platter shows {size} bytes. QEMU goes by the geometry for images of this maker and shows {geometrySize}.',
    fix: {
      does: 'Makes the footer tell {size} bytes in a way that all programs understand alike.',
      loss: 'possible',
    },
  },
  'vhd.saved-state': {
    severity: 'note',
    says: '{name} belongs to a machine that was suspended, not shut down.',
    means:
      'The machine goes on from memory when it is resumed; if the disk was changed meanwhile, its file systems break.',
    fix: {
      does: 'Marks the disk as one of a machine that was shut down. Its saved state must not be resumed then.',
      loss: 'possible',
    },
  },
  'vhd.data-cut-off': {
    severity: 'fatal',
    says: '{name} says that its disk has {size:bytes}, but there is room for {room:bytes} only.',
    means: 'The file is truncated, or its footer is wrong. The end of the disk is lost.',
    advice: rescues,
  },
  'vhd.surplus': {
    severity: 'waste',
    says: '{name} has room for {room} bytes, but its footer tells a disk of {size} bytes.',
    means: 'What lies behind the disk is not part of it. Azure and some other programs refuse such a file.',
    advice: 'Convert the image to write it anew without the surplus, once it is sure that nothing of it is missed.',
  },
  'vhd.features-odd': {
    severity: 'note',
    says: 'The footer of {name} lacks the mark that every VHD has (bit 1 of its features).',
    means: 'Platter and QEMU do not mind; programs that go by the specification may refuse such an image.',
    advice: 'Convert the image to a new one where a program refuses it.',
  },
  'vhd.not-for-azure': {
    severity: 'note',
    says: 'The disk of {name} has {size} bytes, which are no whole MiB.',
    means: 'Azure refuses such images; everything else takes them.',
  },
  'vhd.header-missing': {
    severity: 'fatal',
    says: 'The dynamic header of {name} should be at byte {start}, but it is not there.',
    means: 'Without it the data of the disk cannot be found.',
    advice: takesBackup,
  },
  'vhd.header-checksum': {
    severity: 'fatal',
    says: 'The dynamic header of {name} does not match its checksum.',
    means: 'Some of what it tells is wrong: where the data lies, or which parent the image has.',
    fix: {
      does: 'Computes the checksum anew, if everything the header tells agrees with the rest of the file.',
      loss: 'possible',
    },
    advice: takesBackup,
  },
  'vhd.structures-overlap': {
    severity: 'damage',
    says: 'In {name}, {first} and {second} are said to lie at the same place.',
    means:
      'One of them is not what it seems, and the disk may not be what it was. Writing to the image would destroy more.',
    advice: takesBackup,
  },
  'vhd.table-cut-off': {
    severity: 'fatal',
    says: 'The block table of {name} ends at byte {end}, but the file ends at byte {size}.',
    means: 'The file is truncated: without the table its data cannot be put in order.',
    advice: takesBackup,
  },
  'vhd.table-too-small': {
    severity: 'fatal',
    says: 'The block table of {name} has {entries} entries, but a disk of {size:bytes} needs {needed}.',
    means: 'What lies behind the last entry cannot be found.',
    advice: takesBackup,
  },
  'vhd.table-extra': {
    severity: 'note',
    says: 'The block table of {name} has {extra} entries more than the disk needs; none of them is in use.',
    means: 'Old versions of QEMU leave one, XenServer leaves room for the disk to grow. Azure refuses such images.',
    fix: { does: 'Lets the header tell the number of entries that the disk needs.', loss: 'none' },
  },
  'vhd.table-extra-used': {
    severity: 'note',
    says: 'The block table of {name} has {extra} entries more than the disk needs, and not all of them are empty.',
    means: 'They lie behind the end of the disk and are never read; the disk may have been larger once.',
  },
  'vhd.table-destroyed': {
    severity: 'damage',
    says: 'More than {faults} entries of the block table of {name} point to places where no block can be.',
    means: 'The table is lost for the most part. The check has not looked at the rest of it.',
    advice: rescues,
  },
  'vhd.block-misplaced': {
    severity: 'damage',
    says: 'Block {block} of {name} is said to lie at byte {start}, on top of the header or of the block table.',
    means: 'The content of this block is unknown, and writing to it would destroy the image.',
    fix: { does: 'Empties the table entry: the block reads as zeros, or as the parent has it.', loss: 'possible' },
  },
  'vhd.block-outside': {
    severity: 'damage',
    says: 'Block {block} of {name} is said to lie at byte {start}, but there is room up to byte {room} only.',
    means: 'The file is truncated or the table is damaged. The content of this block is not in the file.',
    fix: { does: 'Empties the table entry: the block reads as zeros, or as the parent has it.', loss: 'possible' },
  },
  'vhd.block-cut-off': {
    severity: 'damage',
    says: 'Block {block} of {name} ends at byte {end}, but the file ends at byte {room}, and so the footer is missing too.',
    means: 'The file is truncated. What was in the rest of this block is lost.',
    fix: { does: 'Makes the block whole with zeros, and writes the footer behind it.', loss: 'possible' },
  },
  'vhd.footer-inside-block': {
    severity: 'damage',
    says: 'Block {block} of {name} ends at byte {end}, but the footer starts at byte {room}.',
    means: 'The footer was written over the end of this block; what was there is lost.',
    fix: { does: 'Writes a new footer behind the block, and makes the block whole with zeros.', loss: 'possible' },
  },
  'vhd.blocks-overlap': {
    severity: 'damage',
    says: 'Block {block} of {name} lies at byte {start}, where another block or something else lies as well.',
    means: 'At most one of the two can have the right content. Writing to one of them changes the other.',
    fix: {
      does: 'Copies the block to a place of its own. Both read as before, and can be compared and mended.',
      loss: 'none',
    },
  },
  'vhd.blocks-overlap-unmended': {
    severity: 'damage',
    says: '{count} blocks of {name} lie where another block or something else lies as well.',
    means:
      'At most one of each two can have the right content. Other damage, or their number, is in the way of mending it.',
    advice: 'Mend the other damage first and check again. Or save what can be read with platter convert --salvage.',
  },
  'vhd.places-not-compared': {
    severity: 'note',
    says: '{name} has {count} blocks, of which {compared} were compared with each other.',
    means: 'Blocks that lie on top of each other may have gone unseen among the rest.',
  },
  'vhd.absent-data': {
    severity: 'damage',
    says: 'Block {block} of {name} holds data at byte {start} in sectors that its bitmap calls empty.',
    means: 'Platter, Hyper-V and VirtualBox show zeros there; QEMU shows the data. Some writers never keep bitmaps.',
    advice: 'If the disk lacks something, convert the image with QEMU, which does not look at the bitmaps.',
  },
  'vhd.batmap-stale': {
    severity: 'damage',
    says: 'The batmap of {name} calls {count} blocks full that are not, the first of them block {block}.',
    means: 'XenServer goes by the batmap and shows what lies in the file instead of zeros, or of what the parent has.',
    fix: { does: 'Corrects the batmap, which only repeats what the bitmaps tell.', loss: 'none' },
  },
  'vhd.leak': {
    severity: 'waste',
    says: '{bytes:bytes} in {places} places of {name} belong to no block.',
    means: 'A write may have been interrupted, or space was given up. The disk is whole.',
    advice: 'Compact the image, or convert it to write it anew without the gaps.',
  },
  'vhd.trailing': {
    severity: 'waste',
    says: '{bytes:bytes} between the last block and the end of {name} belong to no block.',
    means: 'A write may have been interrupted. The disk is whole.',
    fix: { does: 'Writes the footer behind the last block, and cuts the file there.', loss: 'none' },
  },
  'vhd.unaligned': {
    severity: 'note',
    says: 'The data of {count} of {allocated} blocks of {name} does not start on a multiple of 4 KiB.',
    means: 'Writing is slower on disks with sectors of 4 KiB. QEMU and Virtual PC always write so.',
  },
  'vhd.parent-unknown': {
    severity: 'fatal',
    says: '{name} holds only changes, but does not tell the id of its parent.',
    means: 'By a name alone no parent can be trusted, and without its parent the disk cannot be read.',
    advice: takesBackup,
  },
  'vhd.parent-unnamed': {
    severity: 'note',
    says: '{name} tells the id of its parent, but no name under which it could be found.',
    means: 'Platter looks for the id in the folder of the image. Other programs do not find the parent.',
  },
  'vhd.locator-damaged': {
    severity: 'damage',
    says: 'The parent locator {platform} of {name} points to byte {start}, where no path can be.',
    means: 'The parent is found by another name in the image, but some programs only look at this one.',
    fix: { does: 'Empties the locator. The other names of the parent stay.', loss: 'none' },
  },
} as const satisfies FindingTable;
