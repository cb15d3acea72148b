import type { FindingTable } from './row.ts';

/** What a check can find in images of any format: their chains and their files. */
export const coreFindings = {
  'chain.parent-not-found': {
    severity: 'fatal',
    says: '{name} holds only changes, and the disk they belong to was not found. {problem}',
    means: 'Without its parent the disk cannot be read.',
    advice: 'Put the parent beside the image under the name it had, or name its folder with --parents.',
  },
  'chain.parent-differs': {
    severity: 'fatal',
    says: 'The parent of {name} is not as it was when the changes were made. {problem}',
    means: 'The changes in {name} do not fit the parent any more; a disk of both would be a mix that never was.',
    advice:
      'Put back the parent as it was. If nothing in it was changed, the program that made the chain can mend the link.',
  },
  'chain.unsound': {
    severity: 'fatal',
    says: 'The chain of parents of {name} cannot be followed. {problem}',
    means: 'Without all of its parents the disk cannot be read.',
    advice: 'Check the parent by itself, and put back a copy of it.',
  },
  'image.refused': {
    severity: 'fatal',
    says: '{name} cannot be opened. {problem}',
    means: 'The disk cannot be read as long as this is so.',
    advice: 'What can still be read can be copied into a new image with platter convert --salvage.',
  },
} as const satisfies FindingTable;
