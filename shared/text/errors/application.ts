import type { ErrorTable } from './row.ts';

/** What is told of Platter's own files: the history of jobs, the list of images and the settings. */
export const applicationErrors = {
  'file.too-large': {
    code: 'too-large',
    says: '{path} has {size:bytes}, but a file of its kind has at most {limit:bytes}.',
  },
  'job.not-queued': { code: 'invalid-input', says: 'The job {id} does not wait for its turn, so it cannot be moved.' },
  'job.waits-for-space': {
    code: 'no-space',
    says: 'The disk of {path} is full, so the job waits. Free some space there, then resume it. Cancelling it removes what it has written.',
  },
  'job.set-completed': {
    code: 'internal',
    says: 'Platter ended while the files of {path} were being replaced. All new files were whole, so the replacement has been completed: {path} is the new image.',
  },
  'job.set-unclear': {
    code: 'internal',
    says: 'Platter ended while the files of {path} were being replaced, and {problem}. Nothing was changed. The old files are still in {folder}, with names that end in {old}; the new ones end in {new}. Keep a copy of all of them before using {path}.',
  },
  'history.damaged': {
    code: 'damaged',
    says: 'A file with the history of jobs could not be read ({problem}). It was set aside as {path}. No image is concerned; temporary files of a job that was interrupted may be left beside its target.',
  },
  'history.not-kept': {
    code: 'io',
    says: 'The history of jobs cannot be kept: {problem} Jobs run all the same; after a restart they would not be listed.',
  },
  'library.damaged': {
    code: 'damaged',
    says: 'The list of images could not be read ({problem}). Its file was set aside as {path}, and the list begins anew. No image is concerned.',
  },
  'library.not-kept': {
    code: 'io',
    says: 'The list of images cannot be kept: {problem} It holds until Platter ends. No image is concerned.',
  },
  'library.not-listed': {
    code: 'invalid-input',
    says: '{path} is not on the list of images any more. Add the file that it became.',
  },
  'library.other-format': {
    code: 'invalid-input',
    says: '{to} is a {found} image, but {path} was a {expected} image, so it is not the same one. The list was not changed. Choose another file, or add this one as an image of its own.',
  },
  'settings.damaged': {
    code: 'damaged',
    says: 'The settings could not be read ({problem}). Their file was set aside as {path}, and every setting has its default.',
  },
  'settings.invalid': {
    code: 'invalid-input',
    says: 'The file of the settings holds values that are not valid, for: {names}. These settings have their defaults.',
  },
  'settings.not-kept': {
    code: 'io',
    says: 'The settings cannot be kept: {problem} They hold until Platter ends.',
  },
} as const satisfies ErrorTable;
