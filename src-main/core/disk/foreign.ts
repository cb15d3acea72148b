import type { Sample } from './format.ts';

/** A format that Platter recognises but does not read. Recognising it keeps it from being taken for a raw disk. */
export interface ForeignFormat {
  readonly title: string;
  readonly because: string;
}

interface Signature extends ForeignFormat {
  /** Text (Latin-1) or bytes that stand at `at`; counted from the end of the file when negative. */
  readonly bytes: string;
  readonly at: number;
}

const latin1 = (...codes: number[]) => String.fromCharCode(...codes);

/** Signatures from the specifications of the formats; checked against real files where the test corpus has them. */
const signatures: readonly Signature[] = [
  { title: 'VHDX image', bytes: 'vhdxfile', at: 0, because: 'it starts with "vhdxfile"' },
  { title: 'QCOW2 image', bytes: `QFI${latin1(0xfb)}`, at: 0, because: 'it starts with "QFI" and FB' },
  { title: 'QED image', bytes: `QED${latin1(0)}`, at: 0, because: 'it starts with "QED" and 00' },
  { title: 'Parallels image', bytes: 'WithoutFreeSpace', at: 0, because: 'it starts with "WithoutFreeSpace"' },
  { title: 'Parallels image', bytes: 'WithouFreSpacExt', at: 0, because: 'it starts with "WithouFreSpacExt"' },
  { title: 'Bochs image', bytes: 'Bochs Virtual HD Image', at: 0, because: 'it starts with "Bochs Virtual HD Image"' },
  { title: 'cloop image', bytes: '#!/bin/sh\n#V2.0 Format\n', at: 0, because: 'it starts with the cloop script' },
  { title: 'Apple disk image (DMG)', bytes: 'koly', at: -512, because: 'it ends with a "koly" block' },
  { title: 'Apple sparse image', bytes: 'sprs', at: 0, because: 'it starts with "sprs"' },
  { title: 'EWF forensic image', bytes: `EVF${latin1(9, 13, 10, 255, 0)}`, at: 0, because: 'it starts with "EVF"' },
  { title: 'Windows image (WIM)', bytes: `MSWIM${latin1(0, 0, 0)}`, at: 0, because: 'it starts with "MSWIM"' },
  { title: 'Windows crash dump', bytes: 'PAGEDU', at: 0, because: 'it starts with "PAGEDU"' },
  {
    title: 'gzip archive',
    bytes: latin1(0x1f, 0x8b, 8),
    at: 0,
    because: 'it starts with the gzip signature; unpack it first',
  },
  {
    title: 'xz archive',
    bytes: `${latin1(0xfd)}7zXZ${latin1(0)}`,
    at: 0,
    because: 'it starts with the xz signature; unpack it first',
  },
  {
    title: 'Zstandard archive',
    bytes: latin1(0x28, 0xb5, 0x2f, 0xfd),
    at: 0,
    because: 'it starts with the zstd signature; unpack it first',
  },
  { title: 'bzip2 archive', bytes: 'BZh', at: 0, because: 'it starts with "BZh"; unpack it first' },
  {
    title: '7-Zip archive',
    bytes: `7z${latin1(0xbc, 0xaf, 0x27, 0x1c)}`,
    at: 0,
    because: 'it starts with the 7-Zip signature; unpack it first',
  },
  { title: 'ZIP archive', bytes: latin1(0x50, 0x4b, 3, 4), at: 0, because: 'it starts with "PK"; unpack it first' },
];

/** The foreign format that a sample shows, if any. */
export function recogniseForeign(sample: Sample): ForeignFormat | undefined {
  return tarball(sample) ?? signatures.find((signature) => stands(signature, sample));
}

function stands({ bytes, at }: Signature, { head, tail }: Sample): boolean {
  const part = at < 0 ? tail.subarray(Math.max(0, tail.length + at)) : head.subarray(at);
  return part.length >= bytes.length && latin1(...part.subarray(0, bytes.length)) === bytes;
}

/** A tar file whose first member is an OVF descriptor is an OVA appliance; other tar files are told apart from it. */
function tarball({ head }: Sample): ForeignFormat | undefined {
  if (latin1(...head.subarray(257, 262)) !== 'ustar') return undefined;
  const name = latin1(...head.subarray(0, 100)).replace(/\0.*$/s, '');
  return name.toLowerCase().endsWith('.ovf')
    ? {
        title: 'OVA appliance',
        because: `it is a tar archive that starts with ${name}; unpack it and open the disk in it`,
      }
    : { title: 'tar archive', because: 'it has a tar header; unpack it first' };
}
