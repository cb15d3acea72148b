import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createService } from '#main/services/create.ts';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import { openPersonData, type PersonData } from '#main/services/person-data.ts';
import type { Services } from '#shared/contract/index.ts';
import { MiB } from '#shared/model/bytes.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const { signal } = new AbortController();

let folder: TempFolder;
let data: PersonData;
let policy: FilePolicy;
let create: Services['create'];

beforeEach(async () => {
  folder = await TempFolder.create();
  data = await openPersonData(folder.at('data'));
  policy = createFilePolicy();
  create = createService(policy, data.board);
});
afterEach(async () => {
  await data.board.close();
  await data.settings.close();
  await folder[Symbol.asyncDispose]();
});

describe('A creation', () => {
  const input = () => ({ target: folder.at('new.vdi'), virtualSize: 24 * MiB, profile: 'virtualbox' });

  test('is measured without any grant, since it names no file.', async () => {
    const { target, ...disk } = input();
    expect(path.basename(target)).toBe('new.vdi');
    expect(await create.measure(disk, signal)).toEqual({
      virtualSize: 24 * MiB,
      bytesAtFirst: MiB,
      bytesAtMost: 25 * MiB,
      fileCount: 1,
    });
  });

  test('is planned and started only in a granted place.', async () => {
    const refused = { reason: 'file.not-granted' };
    await expect(create.plan(input(), signal)).rejects.toMatchObject(refused);
    await expect(create.start(input(), signal)).rejects.toMatchObject(refused);
    await policy.grant([folder.path]);
    expect(await create.plan(input(), signal)).toMatchObject({ files: [folder.at('new.vdi')], clashes: [] });
    const elsewhere = { ...input(), target: folder.at('data/new.vdi') };
    await expect(create.plan(elsewhere, signal)).rejects.toMatchObject(refused);
  });

  test('runs as a job to its end, and its result may be read.', async () => {
    await writeFile(folder.at('neighbour.vdi'), '');
    await policy.grant([folder.at('neighbour.vdi')]);
    const { id } = await create.start(input(), signal);
    for await (const jobs of data.board.watch(signal)) if (jobs[0]?.endedAt !== undefined) break;
    expect(data.board.find(id)).toMatchObject({
      operation: 'create',
      state: { kind: 'succeeded', result: { format: 'vdi', virtualSize: 24 * MiB } },
    });
    expect(await policy.mayRead(folder.at('new.vdi'))).toBe(folder.at('new.vdi'));
  });
});
