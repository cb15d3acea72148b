import { viewOf } from '../../layout/struct.ts';
import type { Probe, Sample } from '../../disk/format.ts';
import { startsDescriptor } from './descriptor-text.ts';
import { magic, sectorSize } from './layout.ts';

/** The kinds of file a VMDK can consist of, as their first bytes tell them. */
export type FileKind = 'sparse' | 'unfinished' | 'cowd' | 'se-sparse' | 'descriptor' | 'unknown';

/** Tells the kind of a file from its first sector, or from all of a shorter one. */
export function kindOf(head: Uint8Array): FileKind {
  if (startsDescriptor(head)) return 'descriptor';
  if (head.length < sectorSize) return 'unknown';
  const view = viewOf(head);
  switch (view.getUint32(0, true)) {
    case magic.sparse:
      return 'sparse';
    case magic.unfinished:
      return 'unfinished';
    case magic.cowd:
      return 'cowd';
    case magic.seSparse:
      return view.getUint32(4, true) === 0 ? 'se-sparse' : 'unknown';
    default:
      return 'unknown';
  }
}

const because: Readonly<Record<Exclude<FileKind, 'unknown'>, string>> = {
  sparse: 'it starts with "KDMV"',
  unfinished: 'it starts with "kdmv", the mark of an unfinished stream',
  cowd: 'it starts with "COWD"',
  'se-sparse': 'it starts with the number CAFEBABE',
  descriptor: 'it starts like a disk descriptor',
};

export function probe({ head }: Sample): Probe {
  const kind = kindOf(head);
  return kind === 'unknown' ? { match: 'no' } : { match: 'certain', because: because[kind] };
}
