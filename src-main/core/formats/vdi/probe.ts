import type { Probe, Sample } from '../../disk/format.ts';
import { preHeader, signature } from './layout.ts';

/** A VDI announces itself with four bytes that are no text, at offset 64. */
export function probeVdi({ head }: Sample): Probe {
  if (head.length < preHeader.size || preHeader.decode(head).signature !== signature) return { match: 'no' };
  return { match: 'certain', because: 'the VDI signature at byte 64' };
}
