import type { FindingTable } from './row.ts';
import { elsewhere, transferAgain } from './vmdk-words.ts';

/** What is told of its grain directories, grain tables, grains and streams. */
export const vmdkGrainFindings = {
  'vmdk.directory-outside': {
    severity: 'fatal',
    says: 'No grain directory of {name} lies inside the file.',
    means: 'Nothing tells where the data lies. The file is truncated, or its header is damaged.',
    advice: elsewhere,
  },
  'vmdk.directory-lost': {
    severity: 'damage',
    says: 'The header of {name} puts the grain directory at sector {sector}, where it cannot be; the second copy can be used.',
    means: 'Programs that look at the first one only cannot read the disk.',
    fix: {
      does: 'Writes the right place into the header if the tables there agree with the second copy; otherwise makes the second copy the only one.',
      loss: 'none',
    },
  },
  'vmdk.second-directory-lost': {
    severity: 'damage',
    says: 'The header of {name} puts the second grain directory at sector {sector}, where it cannot be.',
    means: 'All data can be read, but programs that write to both copies may damage the disk or refuse it.',
    fix: {
      does: 'Writes the right place into the header if the tables there agree with the first copy; otherwise makes the first copy the only one.',
      loss: 'none',
    },
  },
  'vmdk.table-outside': {
    severity: 'damage',
    says: 'Grain table {table} of {name} should lie at sector {sector}, where it cannot be, and there is no other copy of it.',
    means: 'Nothing tells where {length:bytes} of the disk from {start:bytes} on lie.',
    advice: elsewhere,
  },
  'vmdk.table-lost': {
    severity: 'damage',
    says: 'The grain directory of {name} puts table {table} at sector {sector}, where it cannot be; the second copy of the table can be used.',
    means: 'Programs that look at the first copy only cannot read {length:bytes} of the disk from {start:bytes} on.',
    fix: {
      does: 'Points to the table where it was if that agrees with the second copy, otherwise to a new one made from it.',
      loss: 'none',
    },
  },
  'vmdk.second-table-lost': {
    severity: 'damage',
    says: 'The second grain directory of {name} puts table {table} at sector {sector}, where it cannot be.',
    means: 'All data can be read, but programs that write to both copies may damage the disk or refuse it.',
    fix: {
      does: 'Points to the table where it was if that agrees with the first copy, otherwise to a new one made from it.',
      loss: 'none',
    },
  },
  'vmdk.table-shared': {
    severity: 'damage',
    says: 'The grain directory of {name} uses the sectors of table {table} (sector {sector}) for another table too.',
    means: 'Two parts of the disk show the same data; at least one of them is wrong.',
    fix: {
      does: 'Takes the second copy of the table where there is one. The disk reads differently afterwards.',
      loss: 'possible',
    },
    advice: elsewhere,
  },
  'vmdk.table-only-second': {
    severity: 'damage',
    says: 'Only the second grain directory of {name} has table {table}.',
    means:
      'A write was interrupted, or the first directory is damaged: {length:bytes} of the disk from {start:bytes} on read as empty.',
    fix: {
      does: 'Takes the table over into the first directory. What it knows appears on the disk.',
      loss: 'possible',
    },
  },
  'vmdk.second-entry-stale': {
    severity: 'damage',
    says: 'The second grain table of {name} has not what the first one says of grain {grain}: sector {second} instead of {sector}.',
    means:
      'All data can be read, but VirtualBox refuses images whose copies differ. An interrupted write leaves this behind.',
    fix: { does: 'Copies the entry of the first table to the second one.', loss: 'none' },
  },
  'vmdk.first-entry-spoiled': {
    severity: 'damage',
    says: 'The grain table of {name} puts grain {grain} at sector {sector}, where it cannot be; the second one says {second}.',
    means: 'The grain cannot be read from the first table, and programs refuse the image.',
    fix: { does: 'Copies the entry of the second table to the first one.', loss: 'none' },
  },
  'vmdk.first-entry-missing': {
    severity: 'damage',
    says: 'Only the second grain table of {name} knows grain {grain}, at sector {second}.',
    means: 'A write was interrupted, or the first table is damaged. The grain reads as empty.',
    fix: {
      does: 'Copies the entry of the second table to the first one. The grain appears on the disk.',
      loss: 'possible',
    },
  },
  'vmdk.entries-differ': {
    severity: 'damage',
    says: 'The grain tables of {name} differ over grain {grain}: the first says sector {sector}, the second {second}.',
    means: 'Both could be right. Platter reads what the first one says.',
    fix: {
      does: 'Copies the entry of the first table to the second one, which decides for what is read now.',
      loss: 'possible',
    },
  },
  'vmdk.grain-outside': {
    severity: 'damage',
    says: 'The grain table of {name} puts grain {grain} at sector {sector}, beyond the end of the file.',
    means: 'The data of this part of the disk is lost: the file is truncated or the table damaged.',
    fix: { does: 'Clears the entry, so that the grain reads as if it had never been written.', loss: 'possible' },
    advice: elsewhere,
  },
  'vmdk.grain-cut': {
    severity: 'damage',
    says: 'Grain {grain} of {name} begins at sector {sector} and is cut off by the end of the file.',
    means: 'The end of it is lost, and programs refuse the image or read zeros.',
    fix: { does: 'Makes the file as long as it has to be. What was lost reads as zeros.', loss: 'possible' },
  },
  'vmdk.grain-in-metadata': {
    severity: 'damage',
    says: 'The grain table of {name} puts grain {grain} at sector {sector}, among the header, the descriptor and the tables.',
    means: 'What is read there is no data of the disk, and writing there would destroy the image.',
    fix: { does: 'Clears the entry, so that the grain reads as if it had never been written.', loss: 'possible' },
  },
  'vmdk.grain-used-twice': {
    severity: 'damage',
    says: 'Grain {grain} of {name} lies at sector {sector}, where another grain lies too.',
    means: 'Both show the same data, so that at least one is wrong; writing to one changes the other.',
    fix: {
      does: 'Gives the grain a place of its own with the same data, so that writing is safe. Which of the two is right remains unknown.',
      loss: 'none',
    },
    advice: 'Check the file system on the disk afterwards.',
  },
  'vmdk.zeroed-without-flag': {
    severity: 'damage',
    says: 'The grain table of {name} says that grain {grain} is all zeros, but the header does not allow that.',
    means: 'Programs take the entry for a place in the file and refuse the image or read nonsense.',
    fix: {
      does: 'Sets the flag that allows such entries. If they are damage, the grains read as zeros.',
      loss: 'possible',
    },
  },
  'vmdk.grain-misaligned': {
    severity: 'note',
    says: 'Grain {grain} of {name} lies at sector {sector}, off the grid of the others.',
    means: 'That is unusual and slow on some disks; the data can be read.',
  },
  'vmdk.grain-past-end': {
    severity: 'waste',
    says: 'The last grain table of {name} has an entry for grain {grain}, which is behind the end of the disk.',
    means: 'Nobody can read it.',
    fix: { does: 'Clears the entry.', loss: 'none' },
  },
  'vmdk.unused-grains': {
    severity: 'waste',
    says: '{name} has {unused:bytes} that no table refers to.',
    means: 'Programs leave that behind when they discard data or are interrupted. The disk is not affected.',
    advice: 'A compaction or a conversion to a new image gives the space back.',
  },
  'vmdk.trailing-bytes': {
    severity: 'waste',
    says: '{name} has {unused:bytes} behind its last used byte.',
    means: 'The disk is not affected.',
    fix: { does: 'Cuts them off.', loss: 'none' },
  },
  'vmdk.too-scattered': {
    severity: 'note',
    says: 'The grains of {name} are so many and so scattered that not all of them were tested for being used twice.',
    means: 'Everything else was checked.',
  },
  'vmdk.footer-damaged': {
    severity: 'fatal',
    says: 'The footer of the stream {name} is damaged, but the directory it should point to is there.',
    means: 'Programs that look for the footer cannot read the disk.',
    fix: { does: 'Writes the footer anew from the header and the place of the directory.', loss: 'none' },
  },
  'vmdk.stream-truncated': {
    severity: 'fatal',
    says: 'The stream {name} has no end: its markers can be followed up to byte {end} of {size}.',
    means: 'What came behind that is lost, along with the tables that programs need.',
    fix: {
      does: 'Builds new tables from the grains that are there, where only the end is missing. The rest of the disk reads as zeros.',
      loss: 'possible',
    },
    advice: transferAgain,
  },
  'vmdk.end-missing': {
    severity: 'note',
    says: 'The mark for its end is missing from the stream {name}.',
    means: 'All data is there, but strict readers may take the stream for truncated.',
    fix: { does: 'Adds the mark.', loss: 'none' },
  },
  'vmdk.grain-misplaced': {
    severity: 'damage',
    says: 'The table of {name} puts grain {grain} at sector {sector}, but that is not where it lies: {problem}',
    means: 'The grain cannot be read.',
    fix: { does: 'Points to the grain if exactly one in the stream says that it is this one.', loss: 'none' },
    advice: transferAgain,
  },
  'vmdk.grain-corrupt': {
    severity: 'damage',
    says: 'Grain {grain} of {name} cannot be decompressed: {problem}',
    means: 'Its data, {length:bytes} of the disk from {start:bytes} on, is lost.',
    advice: transferAgain,
  },
  'vmdk.grain-short': {
    severity: 'note',
    says: 'The last grain of {name} is stored without the part that lies behind the end of the disk.',
    means: 'QEMU and open-vmdk write it so. VirtualBox refuses such a stream.',
    advice: 'A conversion to a new image writes what all programs read.',
  },
  'vmdk.stream-order': {
    severity: 'note',
    says: 'The grains of the stream {name} are not in ascending order, from grain {grain} on.',
    means: 'VMware and VirtualBox want to read streams from front to back and may refuse it.',
    advice: 'A conversion to a new image puts them in order.',
  },
} as const satisfies FindingTable;
