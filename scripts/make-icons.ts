// node scripts/run.js make-icons: draws assets/icon.svg and assets/file.svg in every size and container that the systems want.
// The results are kept in the repository, so that nobody needs a browser to make a package.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { icoSides, packIcns, packIco } from './icons/containers.ts';
import { renderPictures } from './icons/render.ts';
import { inProject } from './support/project.ts';

/** What desktops on Linux look for, in folders by this name. */
const themeSides = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const sides = [...new Set([...icoSides, ...themeSides])].sort((a, b) => a - b);

for (const [name, folder] of [
  ['icon', 'icons'],
  ['file', 'file-icons'],
] as const) {
  const svg = await readFile(inProject('assets', `${name}.svg`), 'utf8');
  const pictures = await renderPictures(svg, sides);
  await mkdir(inProject('assets', folder), { recursive: true });
  for (const { side, png } of pictures.filter((picture) => themeSides.includes(picture.side))) {
    await write(path.join('assets', folder, `${side}x${side}.png`), png);
  }
  const small = pictures.filter(({ side }) => icoSides.some((wanted) => wanted === side));
  await write(path.join('assets', `${name}.ico`), packIco(small));
  await write(path.join('assets', `${name}.icns`), packIcns(pictures));
}

async function write(name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(inProject(name), bytes);
  console.log(`Written: ${name}, ${bytes.length} bytes`);
}
