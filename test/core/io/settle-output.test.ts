import { link, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atomically, type OutputFiles } from '#main/core/io/atomic-output.ts';
import { ownMark } from '#main/core/io/owner.ts';
import { backupName, partName } from '#main/core/io/part-name.ts';
import { settleMark, settleOutput } from '#main/core/io/settle-output.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const token = 'job';
const mark = `${await ownMark()}.${token}`;
const long = 'x'.repeat(251);
/** The main file, a sibling that replaces one, one that is new, and one whose hidden names are cut. */
const set = ['disk.vmdk', 'disk-s001.vmdk', 'disk-s002.vmdk', long] as const;
const replaced = ['disk.vmdk', 'disk-s001.vmdk', long] as const;

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const settle = () => settleOutput(folder.at('disk.vmdk'), token);

async function everything(): Promise<Readonly<Record<string, string>>> {
  const names = await folder.names();
  const files = names.map(async (name) => [name, await readFile(folder.at(name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(files));
}
const all = (content: string) => Object.fromEntries(set.map((name) => [name, content]));

async function oldSet(): Promise<void> {
  for (const name of replaced) await writeFile(folder.at(name), 'old');
}

/** The steps in which `atomically` gives names, up to the given one and no further: what a power cut leaves. */
async function playUpTo(last: number, replaced: readonly string[]): Promise<number> {
  let count = 0;
  const perhaps = async (action: () => Promise<unknown>) => {
    count += 1;
    if (count <= last) await action();
  };
  const [main, ...siblings] = set;
  const part = (name: string) => folder.at(partName(name, mark));
  const backup = (name: string) => folder.at(backupName(name, mark));
  for (const name of set) await writeFile(part(name), 'new');
  if (replaced.includes(main)) await perhaps(() => rename(folder.at(main), backup(main)));
  for (const name of siblings) {
    if (replaced.includes(name)) {
      await perhaps(() => link(folder.at(name), backup(name)));
      await perhaps(() => rename(part(name), folder.at(name)));
    } else {
      await perhaps(() => link(part(name), folder.at(name)));
    }
  }
  await perhaps(() => link(part(main), folder.at(main)));
  for (const name of set) if (!replaced.includes(name) || name === main) await perhaps(() => rm(part(name)));
  for (const name of replaced) await perhaps(() => rm(backup(name)));
  return count;
}

async function replaceUpTo(last: number): Promise<number> {
  await oldSet();
  return playUpTo(last, replaced);
}

test('The steps that are played here are those of a real replacement.', async () => {
  await oldSet();
  const during: (readonly string[])[] = [];
  await atomically(folder.at('disk.vmdk'), { overwrite: true, token }, async (files: OutputFiles) => {
    const bytes = new TextEncoder().encode('new');
    for (const name of set.slice(1)) await (await files.sibling(name)).write(0, bytes);
    await files.main.write(0, bytes);
    during.push(await folder.names());
  });
  const after = await folder.names();
  await rm(folder.path, { recursive: true });
  folder = await TempFolder.create();
  await replaceUpTo(0);
  expect(during).toEqual([await folder.names()]);
  const last = await replaceUpTo(Infinity);
  expect([last, await folder.names()]).toEqual([12, after]);
});

describe('A replacement that was interrupted', () => {
  test('before it began leaves the old files, and no temporary.', async () => {
    await replaceUpTo(0);
    expect(await settle()).toEqual({ kind: 'removed' });
    expect(await everything()).toEqual({ 'disk.vmdk': 'old', 'disk-s001.vmdk': 'old', [long]: 'old' });
  });

  test.each(Array.from({ length: 12 }, (_, index) => index + 1))('after step %i is completed.', async (step) => {
    await replaceUpTo(step);
    expect((await settle()).kind).toBe(step < 12 ? 'completed' : 'removed');
    expect(await everything()).toEqual(all('new'));
    expect(await settle()).toEqual({ kind: 'removed' });
  });

  test('is completed as well by whoever does not know its main file.', async () => {
    await replaceUpTo(5);
    expect(await settleMark(folder.path, token)).toEqual({ kind: 'completed' });
    expect(await everything()).toEqual(all('new'));
  });
});

describe('A new set that was interrupted', () => {
  test.each([0, 1, 2, 3])('after %i names were given has none of them, and can be made again.', async (step) => {
    await playUpTo(step, []);
    await writeFile(folder.at('disk-s009.vmdk'), 'of somebody else');
    expect(await settle()).toEqual({ kind: 'removed' });
    expect(await everything()).toEqual({ 'disk-s009.vmdk': 'of somebody else' });
  });

  test.each([4, 5, 6, 7, 8])('after step %i, when all had their names, is whole.', async (step) => {
    expect(await playUpTo(step, [])).toBe(8);
    expect(await settle()).toEqual({ kind: 'removed' });
    expect(await everything()).toEqual(all('new'));
  });

  test('is whole, too, when a person has moved its main file since.', async () => {
    await playUpTo(4, []);
    await rename(folder.at('disk.vmdk'), folder.at('moved.vmdk'));
    await settle();
    expect(await folder.names()).toEqual(['moved.vmdk', ...set.slice(1)].sort());
  });
});

describe('Nothing is touched', () => {
  async function expectUntouched(problem: string | RegExp): Promise<void> {
    const before = await everything();
    expect(await settle()).toEqual({ kind: 'unclear', problem: expect.stringMatching(problem) as string });
    expect(await everything()).toEqual(before);
  }

  test('when an old file was changed since.', async () => {
    await replaceUpTo(5);
    const later = Date.now() / 1000 + 60;
    await writeFile(folder.at('disk.vmdk'), 'restored by the person');
    await utimes(folder.at('disk.vmdk'), later, later);
    await expectUntouched('disk.vmdk has been changed since');
  });

  test('when a new file is missing.', async () => {
    await replaceUpTo(2);
    await rm(folder.at(partName('disk-s001.vmdk', mark)));
    await expectUntouched('the new disk-s001.vmdk is missing');
  });

  test('when the file that an old one stood for is gone.', async () => {
    await replaceUpTo(6);
    await rm(folder.at(long));
    await expectUntouched('no name');
  });
});

test('What other jobs left stays.', async () => {
  await writeFile(folder.at('.disk.vmdk.other.platter-part'), 'x');
  await writeFile(folder.at('.disk.vmdk.other.platter-old'), 'x');
  expect(await settle()).toEqual({ kind: 'removed' });
  expect(await folder.names()).toEqual(['.disk.vmdk.other.platter-old', '.disk.vmdk.other.platter-part']);
});

test('A folder that is gone has nothing left in it.', async () => {
  expect(await settleOutput(folder.at('none/disk.vmdk'), token)).toEqual({ kind: 'removed' });
});
