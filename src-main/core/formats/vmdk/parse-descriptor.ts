import { DiskError } from '#shared/errors.ts';
import type { Descriptor, DescriptorEntry, ExtentLine } from './descriptor.ts';
import { looksLikeExtent, parseExtentLine } from './extent-line.ts';

const longestLine = 64 * 1024;

/** Four times as many as an image may have extents: what each line takes in memory is many times its text. */
const mostLines = 64 * 1024;

/** Keys that decide what the disk holds. Programs disagree which of two values counts, so a second one must agree. */
const decisive = new Set(['version', 'cid', 'parentcid', 'createtype', 'parentfilenamehint', 'isnativesnapshot']);

/**
 * Parses descriptor text. Tolerant in layout: any line ends, spaces, order and case of keys, comments anywhere.
 * Strict in meaning: throws `vmdk.descriptor-line` for a line that says nothing known, and for contradictions.
 * @param name the file, for messages
 */
export function parseDescriptor(text: string, name: string): Descriptor {
  const entries: DescriptorEntry[] = [];
  const extents: ExtentLine[] = [];
  const decided = new Map<string, string>();
  let number = 0;
  for (const raw of linesOf(text)) {
    number += 1;
    const refuse = (problem: string) => new DiskError('vmdk.descriptor-line', { name, line: number, problem });
    if (number > mostLines) throw refuse(`no descriptor has more than ${mostLines} lines`);
    if (raw.length > longestLine) throw refuse(`it is longer than ${longestLine} characters`);
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (looksLikeExtent(line)) {
      const extent = parseExtentLine(line);
      if (!extent) throw refuse('it is not a complete extent line');
      extents.push(extent);
      continue;
    }
    const entry = parseEntry(line);
    if (!entry) throw refuse('it is neither an extent nor "key=value"');
    const key = entry.key.toLowerCase();
    const known = decided.get(key) ?? entry.value;
    if (known !== entry.value) throw refuse(`it gives ${entry.key} a second value`);
    if (decisive.has(key)) decided.set(key, entry.value);
    entries.push(entry);
  }
  return { entries, extents };
}

/** The lines one after the other, each still with its CR. */
export function* linesOf(text: string): Generator<string> {
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, end);
    start = end + 1;
  }
}

function parseEntry(line: string): DescriptorEntry | undefined {
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(equals, 0)).trim();
  if (key === '' || /["\s]/.test(key)) return undefined;
  const value = line.slice(equals + 1).trim();
  const quoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return { key, value: quoted ? value.slice(1, -1) : value };
}
