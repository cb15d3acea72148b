import { DiskError } from '#shared/errors.ts';
import type { ByteRange } from '#shared/model/bytes.ts';
import type { Structure } from '#shared/model/structure.ts';
import { describeText, type DescribedFile } from '../../layout/describe-structure.ts';
import { decodeDescriptor } from './descriptor-text.ts';

/** The text of a descriptor up to its first NUL, in whatever encoding it can be read. Returns it as it stands there. */
export async function* describeDescriptor(
  file: DescribedFile,
  { start, length }: ByteRange,
  signal: AbortSignal,
): AsyncGenerator<Structure, string> {
  let text = '';
  const place = { file, start, title: 'vmdk.descriptor' } as const;
  yield await describeText(place, length, (stored) => (text = decode(stored, file)), signal);
  return text;
}

function decode(stored: Uint8Array, { name }: DescribedFile): string {
  try {
    return decodeDescriptor(stored, name);
  } catch (thrown) {
    if (!(thrown instanceof DiskError)) throw thrown;
    return new TextDecoder('windows-1252').decode(stored).replace(/\0.*$/s, '');
  }
}
