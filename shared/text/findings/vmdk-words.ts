/** What several findings of VMDK images advise. */
export const elsewhere = 'Put back a copy of the file, or save what can still be read with platter convert --salvage.';
export const transferAgain =
  'Transfer or export the image again. What is still there can be saved with platter convert --salvage.';
