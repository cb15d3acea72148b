import { DiskError } from '#shared/errors.ts';
import type { IdentityMarks } from '../../disk/format.ts';
import { contentIdOf, noParent, valueOf, type Descriptor } from './descriptor.ts';
import type { Description } from './layer.ts';

/**
 * What ties a child to its parent: a name, and the content id that the parent had when the child was made. It changes
 * with the first write after opening, so it tells a state; the disk itself has no id that a child knows.
 */
export function lineageOf(descriptor: Descriptor): Pick<Description, 'marks' | 'parent'> {
  const own = contentIdOf(descriptor, 'CID');
  const wanted = parentOf(descriptor);
  return {
    ...(own !== undefined && { marks: marksOf(own) }),
    ...(wanted !== undefined && { parent: { format: 'vmdk', marks: marksOf(wanted), names: [hintOf(descriptor)] } }),
  };
}

/** Throws `vmdk.descriptor-key` or `chain.contradictory` for a parent that could not be recognised. */
export function refuseVagueParent(descriptor: Descriptor, name: string): void {
  const written = valueOf(descriptor, 'parentCID');
  if (written !== undefined && contentIdOf(descriptor, 'parentCID') === undefined) {
    throw new DiskError('vmdk.descriptor-key', { name, problem: `parentCID is ${written}, not a number` });
  }
  if (hintOf(descriptor) !== '' && parentOf(descriptor) === undefined) {
    throw new DiskError('chain.contradictory', { name, problem: 'it names a parent, but not its content id' });
  }
}

/** The content id of the parent, if there is one. */
function parentOf(descriptor: Descriptor): number | undefined {
  const id = contentIdOf(descriptor, 'parentCID');
  return id === noParent ? undefined : id;
}

function hintOf(descriptor: Descriptor): string {
  return valueOf(descriptor, 'parentFileNameHint') ?? '';
}

/** A content id as a mark: eight digits, however many the descriptor has. */
export function marksOf(contentId: number): IdentityMarks {
  return { modification: contentId.toString(16).padStart(8, '0') };
}
