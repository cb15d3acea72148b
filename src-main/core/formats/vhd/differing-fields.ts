import { nilUuid } from '../../layout/fields.ts';
import { footer } from './layout.ts';

/** What changes in the life of an image: a copy in which only these differ is one that an interrupted change has left. */
const changing: ReadonlySet<string> = new Set([
  'originalSize',
  'currentSize',
  'cylinders',
  'heads',
  'sectorsPerTrack',
  'savedState',
  'hidden',
  'checksum',
]);

/** The names of the fields in which two footers differ, the checksum not counted; reserved space is the field `unused`. */
export function differingFields(a: Uint8Array, b: Uint8Array): readonly string[] {
  return footer.places
    .filter(({ at, size }) => Buffer.compare(a.subarray(at, at + size), b.subarray(at, at + size)) !== 0)
    .map(({ name }) => name)
    .filter((name) => name !== 'checksum');
}

/** Whether two footers of one disk differ only as before and after a change. */
export function mayBeOutdated(a: Uint8Array, b: Uint8Array): boolean {
  const getsFirstId = [a, b].some((stored) => footer.decode(stored).uuid === nilUuid);
  return differingFields(a, b).every((name) => changing.has(name) || (name === 'uuid' && getsFirstId));
}
