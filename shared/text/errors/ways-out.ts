/**
 * What ends the sentences of damage that a rescue reads around. The window says the same in its own words, since it has no options
 * of the command line.
 */
export const rescues = 'Put back a copy of the image, or save what can still be read with platter convert --salvage.';

/** The same for damage that nothing of the image can be read around. */
export const takesBackup = 'Put back a copy of the image.';

/** The same for damage that a repair mends where the rest of the image proves what was there. */
export const mayBeRepaired =
  'Check the image: a repair can mend this where everything else agrees. Otherwise put back a copy of it.';
