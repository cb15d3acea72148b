import { DiskError } from '#shared/errors.ts';

/** A path as it was typed. Throws `input.invalid` for an empty one, and for the dash that stands for a pipe elsewhere. */
export function readPath(text: string): string {
  if (text === '') throw new DiskError('input.invalid', { problem: 'A path is empty.' });
  if (text !== '-') return text;
  const problem = '"-" is not a path: an image is read and written in any order, which a pipe does not allow.';
  throw new DiskError('input.invalid', { problem });
}
