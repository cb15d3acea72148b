/** A square picture as PNG, with its side in pixels. */
export interface Picture {
  readonly side: number;
  readonly png: Uint8Array;
}

/** One kind of picture in a .icns file: an identifier of four letters, and the side that macOS expects in it. */
interface IcnsKind {
  readonly type: string;
  readonly side: number;
}

/**
 * The kinds of .icns that hold PNG. The oldest small ones (icp4, icp5) are left out, since some releases of macOS show them
 * scrambled; the system scales 32 pixels down to 16 instead.
 */
const icnsKinds: readonly IcnsKind[] = [
  { type: 'ic11', side: 32 },
  { type: 'ic12', side: 64 },
  { type: 'ic07', side: 128 },
  { type: 'ic13', side: 256 },
  { type: 'ic08', side: 256 },
  { type: 'ic14', side: 512 },
  { type: 'ic09', side: 512 },
  { type: 'ic10', side: 1024 },
];

/** The sides that Windows looks for, from 100 to 400 percent of its small and large icons. */
export const icoSides = [16, 20, 24, 32, 40, 48, 64, 128, 256] as const;

const icoHeaderLength = 6;
const icoEntryLength = 16;

/** Puts pictures of at most 256 pixels into an .ico file, as PNG, which Windows reads from Vista on. */
export function packIco(pictures: readonly Picture[]): Uint8Array {
  const directory = Buffer.alloc(icoHeaderLength + icoEntryLength * pictures.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  pictures.forEach(({ side, png }, index) => {
    const entry = icoHeaderLength + icoEntryLength * index;
    // A byte for each side: 256 is written as 0.
    directory.writeUInt8(side % 256, entry);
    directory.writeUInt8(side % 256, entry + 1);
    directory.writeUInt16LE(1, entry + 4);
    directory.writeUInt16LE(32, entry + 6);
    directory.writeUInt32LE(png.length, entry + 8);
    directory.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  });
  return Buffer.concat([directory, ...pictures.map(({ png }) => png)]);
}

/** Puts pictures into an .icns file. Throws when a side that a kind needs is missing. */
export function packIcns(pictures: readonly Picture[]): Uint8Array {
  const chunks = icnsKinds.map(({ type, side }) => {
    const picture = pictures.find((candidate) => candidate.side === side);
    if (!picture) throw new Error(`There is no picture of ${side} pixels.`);
    return chunk(type, picture.png);
  });
  return chunk('icns', Buffer.concat(chunks));
}

/** Four letters, the length of all, and the content. */
function chunk(type: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(header.length + content.length, 4);
  return Buffer.concat([header, content]);
}
