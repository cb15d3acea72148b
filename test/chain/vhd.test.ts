import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { parentLocator, type Footer, type Header } from '#main/core/formats/vhd/layout.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import { buildDynamic, buildFixed, free } from '#test/formats/vhd/build.ts';
import { firstDifference, patternAt } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const parentUuid = '01020304-0506-4708-890a-000000000001';
const childUuid = '01020304-0506-4708-890a-000000000002';
const blockSize = 2 * MiB;
/** Where the one block of the child has its bitmap; its data follows one sector later. */
const place = 8;

/** A child of three blocks that has every other sector of the middle one, all bytes C1. */
function childWith(more: { readonly header?: Partial<Header>; readonly footer?: Partial<Footer> } = {}): Uint8Array {
  const child = buildDynamic({
    table: [free, place, free],
    bitmap: new Uint8Array(512).fill(0b0101_0101),
    footer: { diskType: 4, uuid: childUuid, ...more.footer },
    header: { parentUuid, ...more.header },
  });
  return child.fill(0xc1, (place + 1) * 512, (place + 1) * 512 + blockSize);
}

/** Of two blocks: the child is longer. */
const parent = buildDynamic({ table: [4, 4 + 4097], footer: { uuid: parentUuid } });

function shownByBoth(): Uint8Array {
  const shown = new Uint8Array(3 * blockSize);
  shown.set(patternAt(0, 2 * blockSize));
  for (let at = blockSize + 512; at < 2 * blockSize; at += 1024) shown.fill(0xc1, at, at + 512);
  return shown;
}

describe('a differencing VHD', () => {
  it.each([
    ['dynamic', parent],
    ['fixed', buildFixed(2 * blockSize, { footer: { uuid: parentUuid } })],
  ])('takes each sector from itself or from its %s parent', async (_, parentImage) => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('child.vhd'), childWith());
    await writeFile(folder.at('any name.vhd'), parentImage);
    await using image = await openSource({ path: folder.at('child.vhd') }, unwatched.signal);
    const content = new Uint8Array(image.disk.virtualSize).fill(0xff);
    await image.disk.read(0, content);
    expect(firstDifference(content, shownByBoth(), 0)).toBeUndefined();
  });

  it('is never read alone', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('child.vhd'), childWith());
    const outcome = inspect({ path: folder.at('child.vhd') }, unwatched);
    await expect(outcome).rejects.toMatchObject({
      reason: 'chain.parent-missing',
      code: 'missing-file',
      facts: { sought: `id ${parentUuid}`, folders: folder.path },
    });
    expect(await folder.openFiles()).toEqual([]);
  });

  it('is not read with a file that has the right name and another id', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('child.vhd'), childWith({ header: { parentName: utf16be('C:\\disks\\base.vhd') } }));
    await writeFile(folder.at('base.vhd'), buildDynamic({ table: [free, free] }));
    await expect(inspect({ path: folder.at('child.vhd') }, unwatched)).rejects.toMatchObject({
      reason: 'chain.parent-changed',
      facts: { parent: folder.at('base.vhd'), expected: `id ${parentUuid}` },
    });
  });
});

describe('the names by which a differencing VHD finds its parent', () => {
  const named = { parentName: utf16be('D:\\somewhere\\base.disk') };
  it.each<[string, Uint8Array]>([
    ['its header', childWith({ header: named })],
    ['a relative path', withLocator('W2ru', Buffer.from('.\\old\\base.disk', 'utf16le'))],
    ['an absolute path', withLocator('W2ku', Buffer.from('C:\\old\\base.disk', 'utf16le'))],
    ['a URL', withLocator('MacX', Buffer.from('file:///Volumes/old/base%2Edisk'))],
  ])('come from %s; the folder in them is not opened', async (_, child) => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('child.vhd'), child);
    // No extension that a search by id would look at.
    await writeFile(folder.at('base.disk'), parent);
    const info = await inspect({ path: folder.at('child.vhd') }, unwatched);
    expect(info.parent).toBe(folder.at('base.disk'));
  });

  it('lead nowhere when a locator is longer than any path, or than the file', async () => {
    await using folder = await TempFolder.create();
    const [long, far] = [
      locator('W2ru', { start: 2048, length: 65_537 }),
      locator('W2ku', { start: 2 ** 40, length: 9 }),
    ];
    await writeFile(folder.at('child.vhd'), childWith({ header: { parentLocators: locators(long, far) } }));
    await expect(inspect({ path: folder.at('child.vhd') }, unwatched)).rejects.toMatchObject({
      reason: 'chain.parent-missing',
    });
  });
});

test('a path in an image does not lead to another folder', async () => {
  await using folder = await TempFolder.create();
  await mkdir(folder.at('secret'));
  await mkdir(folder.at('images'));
  await writeFile(folder.at('secret/base.vhd'), parent);
  const child = folder.at('images/child.vhd');
  await writeFile(child, withLocator('W2ru', Buffer.from('..\\secret\\base.vhd', 'utf16le')));
  await expect(inspect({ path: child }, unwatched)).rejects.toMatchObject({
    reason: 'chain.parent-missing',
    facts: { sought: `base.vhd, id ${parentUuid}`, folders: path.dirname(child) },
  });
});

function utf16be(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le').swap16();
}

function locator(platform: string, { start, length }: { readonly start: number; readonly length: number }): Uint8Array {
  return parentLocator.encode({ platform, space: 512, length, start });
}

function locators(...used: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...used, ...Array.from({ length: 8 - used.length }, () => new Uint8Array(24))];
}

/** A child with the path at the end of the table's sector, of which three entries are used. */
function withLocator(platform: string, content: Uint8Array): Uint8Array {
  const start = 2048 - 128;
  const child = childWith({
    header: { parentLocators: locators(locator(platform, { start, length: content.length })) },
  });
  child.set(content, start);
  return child;
}
