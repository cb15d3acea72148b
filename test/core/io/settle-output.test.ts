import { link, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atomically, type OutputFiles } from '#main/core/io/atomic-output.ts';
import { backupName, partName } from '#main/core/io/part-name.ts';
import { settleOutput } from '#main/core/io/settle-output.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const token = 'job';
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

/** The replacement as `atomically` makes it, up to the given step and no further: what a power cut leaves. */
async function replaceUpTo(step: number): Promise<number> {
  let count = 0;
  const perhaps = async (action: () => Promise<unknown>) => {
    count += 1;
    if (count <= step) await action();
  };
  await oldSet();
  for (const name of set) await writeFile(folder.at(partName(name, token)), 'new');
  const inOrder = [...set.slice(1), set[0]];
  for (const name of inOrder) {
    if ((replaced as readonly string[]).includes(name))
      await perhaps(() => link(folder.at(name), folder.at(backupName(name, token))));
    await perhaps(() => rename(folder.at(partName(name, token)), folder.at(name)));
  }
  for (const name of replaced) await perhaps(() => rm(folder.at(backupName(name, token))));
  return count;
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
  expect([last, await folder.names()]).toEqual([10, after]);
});

describe('A replacement that was interrupted', () => {
  test('before it began leaves the old files, and no temporary.', async () => {
    await replaceUpTo(0);
    expect(await settle()).toEqual({ kind: 'removed' });
    expect(await everything()).toEqual({ 'disk.vmdk': 'old', 'disk-s001.vmdk': 'old', [long]: 'old' });
  });

  test.each(Array.from({ length: 9 }, (_, index) => index + 1))('after step %i is completed.', async (step) => {
    await replaceUpTo(step);
    expect(await settle()).toEqual({ kind: 'completed' });
    expect(await everything()).toEqual(all('new'));
    expect(await settle()).toEqual({ kind: 'removed' });
  });

  test('after its last step is over.', async () => {
    await replaceUpTo(10);
    expect(await settle()).toEqual({ kind: 'removed' });
    expect(await everything()).toEqual(all('new'));
  });
});

describe('Nothing is touched', () => {
  async function expectUntouched(problem: string | RegExp): Promise<void> {
    const before = await everything();
    expect(await settle()).toEqual({ kind: 'unclear', problem: expect.stringMatching(problem) as string });
    expect(await everything()).toEqual(before);
  }

  test('when an old file was changed since.', async () => {
    await replaceUpTo(3);
    const later = Date.now() / 1000 + 60;
    await writeFile(folder.at('disk.vmdk'), 'restored by the person');
    await utimes(folder.at('disk.vmdk'), later, later);
    await expectUntouched('disk.vmdk has been changed since');
  });

  test('when a new file is missing.', async () => {
    await replaceUpTo(1);
    await rm(folder.at(partName('disk-s001.vmdk', token)));
    await expectUntouched('the new disk-s001.vmdk is missing');
  });

  test('when the file that an old one stood for is gone.', async () => {
    await replaceUpTo(5);
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
