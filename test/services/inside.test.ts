import { mkdir, rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChild } from '#main/core/operations/create-child.ts';
import { create } from '#main/core/operations/create.ts';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';
import { insideService } from '#main/services/inside.ts';
import { inside } from '#shared/contract/inside.ts';
import { MiB } from '#shared/model/bytes.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
let policy: FilePolicy;
let service: ReturnType<typeof insideService>;
const { signal } = unwatched;

beforeEach(async () => {
  folder = await TempFolder.create();
  policy = createFilePolicy();
  service = insideService(policy);
  await create({ target: folder.at('base.vdi'), virtualSize: MiB }, unwatched);
  await createChild({ target: folder.at('child.vdi'), parent: folder.at('base.vdi') }, unwatched);
  await createChild({ target: folder.at('grandchild.vdi'), parent: folder.at('child.vdi') }, unwatched);
  await create({ target: folder.at('stranger.vdi'), virtualSize: MiB }, unwatched);
});
afterEach(() => folder[Symbol.asyncDispose]());

const refused = { reason: 'file.not-granted' };

describe('Looking inside', () => {
  test('is for images that a person picked.', async () => {
    const path = folder.at('child.vdi');
    await expect(service.contents({ path }, signal)).rejects.toMatchObject(refused);
    await expect(service.chain({ path }, signal)).rejects.toMatchObject(refused);
    await expect(service.details({ path }, signal)).rejects.toMatchObject(refused);
  });

  test('answers in the words of the contract.', async () => {
    const path = folder.at('child.vdi');
    await policy.grant([path]);
    for (const verb of ['contents', 'chain', 'details'] as const) {
      const answer = await service[verb]({ path }, signal);
      expect(inside[verb].result.parse(answer)).toEqual(answer);
    }
  });
});

describe('The images of a chain', () => {
  beforeEach(() => policy.grant([folder.at('child.vdi')]));

  test('may be looked at once they were found to belong to a picked one, and no others.', async () => {
    await expect(policy.mayRead(folder.at('base.vdi'))).rejects.toMatchObject(refused);
    await service.chain({ path: folder.at('child.vdi') }, signal);
    expect(await policy.mayRead(folder.at('base.vdi'))).toBe(folder.at('base.vdi'));
    expect(await policy.mayRead(folder.at('grandchild.vdi'))).toBe(folder.at('grandchild.vdi'));
    await expect(policy.mayRead(folder.at('stranger.vdi'))).rejects.toMatchObject(refused);
  });

  test('may not be changed from there.', async () => {
    await service.chain({ path: folder.at('child.vdi') }, signal);
    await expect(policy.mayReplace(folder.at('base.vdi'))).rejects.toMatchObject(refused);
    await expect(policy.mayReplace(folder.at('grandchild.vdi'))).rejects.toMatchObject(refused);
  });

  test('are looked for in another folder when a person picked that.', async () => {
    const parents = [folder.at('elsewhere')];
    await mkdir(folder.at('elsewhere'));
    await rename(folder.at('base.vdi'), folder.at('elsewhere/base.vdi'));
    const path = folder.at('child.vdi');
    await expect(service.chain({ path, parents }, signal)).rejects.toMatchObject(refused);
    await policy.grant(parents);
    expect((await service.chain({ path, parents }, signal)).missing).toBeNull();
  });
});
