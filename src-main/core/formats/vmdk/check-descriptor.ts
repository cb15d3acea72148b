import type { Identity } from '../../disk/format.ts';
import type { Problem } from './check-problem.ts';
import { contentIdOf, noParent, valueOf, type Descriptor } from './descriptor.ts';
import { looksLikeExtent } from './extent-line.ts';
import { parseDescriptor } from './parse-descriptor.ts';
import {
  inUsualOrder,
  withContentId,
  withCreateType,
  withLongContentId,
  type DescriptorPlace,
} from './repair-descriptor.ts';

const neverWritten = 0xffff_fffe;

/**
 * Judges what a readable descriptor says, and how.
 * @param createType what the extents make of the disk, should it not say so
 */
export function* descriptorProblems(
  place: DescriptorPlace,
  descriptor: Descriptor,
  createType: string,
): Generator<Problem> {
  const { name } = place.file;
  const where = { file: name, start: place.start, length: place.text.length };
  const order = oddOrder(place.text);
  if (order !== undefined) {
    const code = 'vmdk.descriptor-order';
    yield { code, facts: { name, problem: order }, where, mend: () => place.change(inUsualOrder, code) };
  }
  if (!valueOf(descriptor, 'createType')) {
    const code = 'vmdk.create-type-missing';
    const mend = () => place.change((text) => withCreateType(text, createType), code);
    yield { code, facts: { name }, where, mend };
  }
  if (place.isFull) yield { code: 'vmdk.descriptor-full', facts: { name }, where };
  yield* contentIdProblems(place, descriptor);
  const parent = contentIdOf(descriptor, 'parentCID');
  if (parent !== undefined && parent !== noParent && !valueOf(descriptor, 'parentFileNameHint')) {
    yield { code: 'vmdk.parent-unnamed', facts: { name, value: hex(parent) }, where };
  }
  const file = valueOf(descriptor, 'changeTrackPath');
  if (file) yield { code: 'vmdk.change-tracking', facts: { name, file }, where };
}

function* contentIdProblems(place: DescriptorPlace, descriptor: Descriptor): Generator<Problem> {
  const { name } = place.file;
  const where = { file: name, start: place.start, length: place.text.length };
  const id = contentIdOf(descriptor, 'CID');
  if (id === undefined || id === noParent) {
    const code = 'vmdk.content-id-invalid';
    const value = valueOf(descriptor, 'CID') ?? 'absent';
    const change = (identity: Identity) => (text: string) => {
      const changed = withContentId(text, newContentId(identity));
      // Where no line takes it, each repair would write another one.
      return hasContentId(changed) ? changed : text;
    };
    yield { code, facts: { name, value }, where, mend: ({ identity }) => place.change(change(identity), code) };
    return;
  }
  const long = valueOf(descriptor, 'ddb.longContentID');
  if (long === undefined || !/^[0-9a-f]{32}$/i.test(long)) return;
  const end = Number.parseInt(long.slice(24), 16);
  // Exporters of VMware end it in "never written" and give the stream an id of its own.
  if (end === id || end === neverWritten) return;
  const code = 'vmdk.long-content-id';
  const mend = () => place.change((text) => withLongContentId(text, hex(id)), code);
  yield { code, facts: { name, value: hex(id) }, where, mend };
}

function hasContentId(text: string): boolean {
  try {
    return contentIdOf(parseDescriptor(text, ''), 'CID') !== undefined;
  } catch {
    return false;
  }
}

/** Says what of the order of lines some program does not take; undefined when all do. */
function oddOrder(text: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const index = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const [id, parent] = [index(/^CID\s*=/i), index(/^parentCID\s*=/i)];
  if (id >= 0 && parent >= 0 && parent < id) return 'parentCID stands before CID';
  const extents = lines.flatMap((line, i) => (looksLikeExtent(line) ? [i] : []));
  const [first = -1] = extents;
  const last = extents.at(-1) ?? -1;
  const title = index(/^#\s*Extent description/i);
  const from = title >= 0 && title < first ? title : first;
  if (lines.slice(Math.max(from, 0), last).includes('')) return 'an empty line stands among the extents';
  const base = index(/^ddb\./i);
  if (base >= 0 && base < last) return 'the disk data base stands before the extents';
  if (first >= 0 && index(/^createType\s*=/i) > first) return 'createType stands behind the extents';
  return undefined;
}

/** All ones mean "no parent", and all ones but the last "look elsewhere": neither may be an id. */
function newContentId(identity: Identity): string {
  const id = identity.uuid().replaceAll('-', '').slice(-8).toLowerCase();
  return id === 'ffffffff' || id === 'fffffffe' ? `7${id.slice(1)}` : id;
}

function hex(id: number): string {
  return id.toString(16).padStart(8, '0');
}
