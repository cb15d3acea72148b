import { truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import { grantKnown } from '#main/services/grant-known.ts';
import { maintainService } from '#main/services/maintain.ts';
import { openPersonData } from '#main/services/person-data.ts';
import { MiB } from '#shared/model/bytes.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
let elsewhere: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
  elsewhere = await TempFolder.create();
  for (const file of [folder.at('mine.img'), elsewhere.at('parent.img'), elsewhere.at('secret.img')]) {
    await writeFile(file, 'content');
    await truncate(file, MiB);
  }
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
  await elsewhere[Symbol.asyncDispose]();
});

type Session = Awaited<ReturnType<typeof openPersonData>> & { readonly policy: FilePolicy };

/** One run of the program, from the start to the end of all jobs. */
async function session(work: (session: Session) => Promise<unknown>): Promise<void> {
  const data = await openPersonData(folder.at('data'));
  const policy = createFilePolicy();
  await grantKnown(policy, data);
  try {
    await work({ ...data, policy });
    for await (const jobs of data.board.watch(new AbortController().signal)) {
      if (!jobs.every(({ endedAt }) => endedAt !== undefined)) continue;
      expect(jobs.map(({ state }) => state.kind)).toEqual(jobs.map(() => 'succeeded'));
      break;
    }
  } finally {
    await data.board.close();
    await data.library.close();
    await data.settings.close();
  }
}

const { signal } = new AbortController();
const no = { reason: 'file.not-granted' };

test('An image that a job was only allowed to read may only be read after the next start, too.', async () => {
  const parent = elsewhere.at('parent.img');
  await session(async ({ policy, board }) => {
    await policy.grantReading([parent]);
    await maintainService(policy, board).check({ path: parent, sourceFormat: 'raw' }, signal);
  });
  await session(async ({ policy }) => {
    expect(await policy.mayRead(parent)).toBe(parent);
    await expect(policy.mayReplace(parent)).rejects.toMatchObject(no);
    await expect(policy.mayCreate(elsewhere.at('beside.img'))).rejects.toMatchObject(no);
  });
});

test('The name of a file in a preview, which makes nothing, is refused where it could not be made, and gives no right to it.', async () => {
  const input = { path: folder.at('mine.img'), sourceFormat: 'raw', output: elsewhere.at('secret.img') };
  await session(async ({ policy, board }) => {
    await policy.grant([folder.at('mine.img')]);
    await expect(maintainService(policy, board).previewCompaction(input, signal)).rejects.toMatchObject(no);
    // As a history of before has it.
    board.start('preview-compaction', input);
  });
  await session(async ({ policy }) => {
    expect(await policy.mayRead(folder.at('mine.img'))).toBe(folder.at('mine.img'));
    await expect(policy.mayRead(elsewhere.at('secret.img'))).rejects.toMatchObject(no);
  });
});

test('An image that a job has changed in place may be changed again after the next start, and so may what a job has made.', async () => {
  const made = folder.at('made.vdi');
  await session(async ({ policy, board }) => {
    await policy.grant([folder.at('mine.img')]);
    await maintainService(policy, board).compact({ path: folder.at('mine.img'), sourceFormat: 'raw' }, signal);
    board.start('convert', { source: folder.at('mine.img'), sourceFormat: 'raw', target: made });
  });
  await session(async ({ policy }) => {
    expect(await policy.mayReplace(folder.at('mine.img'))).toBe(folder.at('mine.img'));
    expect(await policy.mayReplace(made)).toBe(made);
  });
});
