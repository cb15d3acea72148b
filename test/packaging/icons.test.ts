import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchChromium } from '#test/support/chromium.ts';
import { missing, projectFolder } from '#test/support/need.ts';

const assets = (name: string): string => path.join(projectFolder, 'assets', name);
const pngSignature = '89504e470d0a1a0a';

/** Width and height of a PNG, which its first chunk holds. */
function sidesOf(png: Buffer): readonly [width: number, height: number] {
  expect(png.toString('hex', 0, 8)).toBe(pngSignature);
  expect(png.toString('latin1', png.length - 8, png.length - 4)).toBe('IEND');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** The pictures of an .ico file by the side that its directory claims. */
function readIco(file: Buffer): ReadonlyMap<number, Buffer> {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  const entries = Array.from({ length: file.readUInt16LE(4) }, (_, index) => 6 + 16 * index);
  return new Map(
    entries.map((at) => {
      const start = file.readUInt32LE(at + 12);
      return [file.readUInt8(at) || 256, file.subarray(start, start + file.readUInt32LE(at + 8))];
    }),
  );
}

/** The pictures of an .icns file by their kind. */
function readIcns(file: Buffer): ReadonlyMap<string, Buffer> {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const found = new Map<string, Buffer>();
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
    found.set(file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4)));
  }
  return found;
}

describe.each([
  ['icon', 'icons'],
  ['file', 'file-icons'],
])('The pictures of %s.svg', (name, folder) => {
  it('have the sizes in their names', async () => {
    const names = await readdir(assets(folder));
    expect(names.length).toBeGreaterThan(8);
    for (const file of names) {
      const [width, height] = sidesOf(await readFile(assets(`${folder}/${file}`)));
      expect(`${width}x${height}.png`).toBe(file);
    }
  });

  it('are in the .ico file, from 16 to 256 pixels', async () => {
    const pictures = readIco(await readFile(assets(`${name}.ico`)));
    expect([...pictures.keys()]).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
    for (const [side, png] of pictures) expect(sidesOf(png)).toEqual([side, side]);
  });

  it('are in the .icns file, from 16 points to 512 at double density', async () => {
    const pictures = readIcns(await readFile(assets(`${name}.icns`)));
    const sides = Object.fromEntries([...pictures].map(([kind, png]) => [kind, sidesOf(png)[0]]));
    expect(sides).toEqual({ ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 });
  });

  it.skipIf(missing('chromium'))('look like it', { timeout: 60_000 }, async () => {
    const drawn = `data:image/svg+xml;base64,${(await readFile(assets(`${name}.svg`))).toString('base64')}`;
    const kept = `data:image/png;base64,${(await readFile(assets(`${folder}/128x128.png`))).toString('base64')}`;
    // Browsers may smooth edges differently; another color of a surface is more.
    expect(await shareOfOtherPixels(drawn, kept)).toBeLessThan(0.01);
  });
});

/** The share of the pixels, at 128 by 128, of which a channel differs by more than a sixteenth. */
async function shareOfOtherPixels(first: string, second: string): Promise<number> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    return await page.evaluate(
      async (sources) => {
        const [one, other] = await Promise.all(
          sources.map(async (source) => {
            const image = new Image(128, 128);
            image.src = source;
            await image.decode();
            const context = new OffscreenCanvas(128, 128).getContext('2d');
            context?.drawImage(image, 0, 0, 128, 128);
            return context?.getImageData(0, 0, 128, 128).data ?? new Uint8ClampedArray();
          }),
        );
        if (!one?.length || one.length !== other?.length) return 1;
        const others = new Set<number>();
        one.forEach((value, index) => {
          if (Math.abs(value - (other[index] ?? 0)) > 16) others.add(Math.floor(index / 4));
        });
        return others.size / (one.length / 4);
      },
      [first, second],
    );
  } finally {
    await browser.close();
  }
}
