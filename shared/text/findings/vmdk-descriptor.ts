import type { FindingTable } from './row.ts';
import { elsewhere } from './vmdk-words.ts';

/** What is told of the header, the descriptor and the files of a VMDK image. */
export const vmdkDescriptorFindings = {
  'vmdk.header-damaged': {
    severity: 'fatal',
    says: 'The header of {name} is damaged. {problem}',
    means: 'Nothing tells how the rest of the file is to be read.',
    advice: elsewhere,
  },
  'vmdk.text-transfer': {
    severity: 'fatal',
    says: '{name} was transferred as text, which changed line ends all over its data.',
    means: 'The data is damaged in places that nobody can tell.',
    advice: 'Transfer the file again in binary mode.',
  },
  'vmdk.unfinished': {
    severity: 'fatal',
    says: '{name} is marked as unfinished: the program that wrote it never came to the end.',
    means: 'It holds a part of a disk at most.',
    advice: 'Export or copy the image again.',
  },
  'vmdk.unsupported': {
    severity: 'fatal',
    says: '{name} could not be checked. {problem}',
    means: 'That is no sign of damage, but Platter cannot read the image.',
    advice: 'Check it with the program that made it.',
  },
  'vmdk.lone-extent': {
    severity: 'fatal',
    says: '{name} holds data of a disk without a description of the whole.',
    means: 'It is one extent of a split disk, or its own descriptor is lost.',
    advice: 'Check the descriptor of the disk instead: the small file that lists this one.',
  },
  'vmdk.descriptor-damaged': {
    severity: 'fatal',
    says: 'The descriptor of {name} is damaged. {problem}',
    means: 'Without it programs do not open the disk, although its data may be whole.',
    fix: {
      does: 'Writes a new descriptor from the header where it lies in a sparse file and nothing in it speaks of a parent. The content id, the ids of the disk and notes in the old one are lost.',
      loss: 'possible',
    },
    advice:
      'A descriptor that is a file of its own is text: compare it with one of a similar disk, and correct it in an editor.',
  },
  'vmdk.descriptor-order': {
    severity: 'note',
    says: 'The lines of the descriptor of {name} have an unusual order: {problem}.',
    means: 'QEMU takes the wrong content id for its own or counts extents twice; VirtualBox refuses the descriptor.',
    fix: { does: 'Puts the lines in the usual order.', loss: 'none' },
  },
  'vmdk.create-type-missing': {
    severity: 'note',
    says: 'The descriptor of {name} does not say which type of disk it is (createType).',
    means: 'Platter sees that from the extents, but VMware and QEMU do not open the disk.',
    fix: { does: 'Adds the line, as the extents have it.', loss: 'none' },
  },
  'vmdk.descriptor-full': {
    severity: 'note',
    says: 'The descriptor of {name} fills all of its room, without an end mark.',
    means: 'Its last lines may be cut off, and other programs may not be able to add theirs.',
    advice: 'A conversion to a new image writes a descriptor with enough room.',
  },
  'vmdk.content-id-invalid': {
    severity: 'damage',
    says: 'The content id (CID) of {name} is {value}, which is not one.',
    means: 'The disk can be read, but no child can be tied to it, and other programs may refuse it.',
    fix: {
      does: 'Gives the disk a new content id. Children made from it before are not recognised any more.',
      loss: 'possible',
    },
  },
  'vmdk.long-content-id': {
    severity: 'note',
    says: 'The long content id of {name} does not end in its content id {value}.',
    means: 'Programs that look at one of them may think that the disk was changed.',
    fix: { does: 'Makes the end of the long content id agree.', loss: 'none' },
  },
  'vmdk.parent-unnamed': {
    severity: 'damage',
    says: '{name} has the content id of a parent ({value}), but does not name the parent.',
    means: 'The disk is a child; without the parent most of it cannot be read, and no program can find it.',
    advice: 'Add the line parentFileNameHint="…" with the name of the parent to the descriptor.',
  },
  'vmdk.change-tracking': {
    severity: 'note',
    says: 'Changes of {name} are tracked in the file {file}.',
    means: 'A program that writes to the disk without keeping that file makes the next incremental backup miss data.',
  },
  'vmdk.interoperability': {
    severity: 'note',
    says: '{name} {problem}.',
    means: 'The image is sound, but not every program reads it; VirtualBox does not.',
    advice: 'A conversion to a new image writes what all programs read.',
  },
  'vmdk.extent-missing': {
    severity: 'fatal',
    says: 'The extent {extent} of {name} is missing.',
    means: 'A part of the disk lies in it: {length:bytes} from {start:bytes} on.',
    advice: 'Put the file beside the descriptor under this name; if it was renamed, rename it back.',
  },
  'vmdk.extent-refused': {
    severity: 'fatal',
    says: 'The extent {extent} of {name} was not opened. {problem}',
    means: 'A file inside an image could name any file of this computer; only those beside it are opened.',
    advice: 'If the extent is trusted, move it beside the descriptor and correct its line.',
  },
  'vmdk.extent-foreign': {
    severity: 'fatal',
    says: 'The descriptor says that {name} is a sparse extent, but it has no such header.',
    means: 'It is another file, or its beginning is lost; a part of the disk cannot be read.',
    advice: 'Put back the right file.',
  },
  'vmdk.extent-short': {
    severity: 'damage',
    says: 'The extent {name} ends at {size:bytes}, but the disk has data up to {needed:bytes} there.',
    means: 'The end of it was cut off; what was there is lost, and programs refuse the disk.',
    fix: { does: 'Makes the file as long as it has to be. What was lost reads as zeros.', loss: 'possible' },
    advice: 'If there is a whole copy of the file, put that back instead.',
  },
  'vmdk.extent-long': {
    severity: 'waste',
    says: 'The extent {name} has {unused:bytes} behind the end of what the descriptor uses of it.',
    means: 'No program reads them as a part of this disk.',
    fix: { does: 'Cuts them off. If the descriptor is wrong, they are lost.', loss: 'possible' },
  },
  'vmdk.extent-size': {
    severity: 'fatal',
    says: 'The descriptor gives {name} {line:bytes} of the disk, but its header holds only {capacity:bytes}.',
    means: 'They do not belong together, or one of them is damaged.',
    fix: {
      does: 'Where it is the only extent, sets its line to what the header holds. The disk gets shorter.',
      loss: 'possible',
    },
    advice: 'Put back the right file.',
  },
  'vmdk.extent-smaller': {
    severity: 'damage',
    says: 'The descriptor uses {line:bytes} of {name}, whose header holds {capacity:bytes}.',
    means: 'The descriptor counts, so that the end of the extent is not part of the disk; it may be that it should be.',
    fix: {
      does: 'Sets the header to what the descriptor says, where nothing is stored behind that. An interrupted change of the size leaves that behind.',
      loss: 'none',
    },
    advice: 'If the disk seems cut off, correct the size in the extent line of the descriptor.',
  },
  'vmdk.extent-reused': {
    severity: 'damage',
    says: 'The descriptor of {name} uses the same part of the file {extent} more than once.',
    means: 'Two parts of the disk share one place; writing to one of them changes the other.',
    advice: 'Correct the extent lines of the descriptor; each part of a disk has a file or a range of its own.',
  },
  'vmdk.unclean': {
    severity: 'note',
    says: '{name} was not closed by the program that last wrote to it, or is in use.',
    means:
      'If the program was stopped, the last writes may be missing. This check looked for what that may leave behind.',
    fix: { does: 'Clears the mark, unless damage is left in the file.', loss: 'none' },
  },
} as const satisfies FindingTable;
