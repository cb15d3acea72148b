import { DiskError } from '#shared/errors.ts';

/** Encodings that are read. Without a word about it, text is UTF-8 if it can be, else what Windows in the West wrote. */
const readable = new Set(['', 'utf-8', 'utf8', 'windows-1252', 'us-ascii', 'ascii']);

/**
 * Descriptor bytes as text, up to the first NUL: embedded descriptors are padded with NULs, and so are files that QEMU
 * edited. Throws `vmdk.encoding` when an extent has a name in an encoding that is not read; elsewhere it matters little.
 * @param name the file, for messages
 */
export function decodeDescriptor(content: Uint8Array, name: string): string {
  const end = content.indexOf(0);
  const bytes = end < 0 ? content : content.subarray(0, end);
  const western = new TextDecoder('windows-1252').decode(bytes);
  const encoding = (/^[ \t]*encoding[ \t]*=[ \t]*"?([\w-]*)/im.exec(western)?.[1] ?? '').toLowerCase();
  if (!readable.has(encoding)) {
    if (namesNeedEncoding(bytes)) throw new DiskError('vmdk.encoding', { name, encoding });
    return western;
  }
  if (encoding === 'windows-1252') return western;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return western;
  }
}

/** True when an extent line or the name of the parent has a byte beyond ASCII. */
function namesNeedEncoding(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  return lines.some((line) => /^[ \t]*(RW|RDONLY|NOACCESS|parentFileNameHint)\b.*[\x80-\xff]/i.test(line));
}

/** True for the beginning of a descriptor: VMware's first line in any of its spellings, or a first key `version`. */
export function startsDescriptor(head: Uint8Array): boolean {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  const lines = text.split('\n').map((line) => line.trim());
  if (/^#\s*disk\s*descriptor\s*file$/i.test(lines[0] ?? '')) return true;
  const first = lines.find((line) => line !== '' && !line.startsWith('#'));
  return /^version\s*=/i.test(first ?? '') && lines.some((line) => /^createType\s*=/i.test(line));
}
