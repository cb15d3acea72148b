import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFilePolicy, type FilePolicy } from '#main/services/file-policy.ts';

let root: string;
let policy: FilePolicy;
const at = (name: string) => path.join(root, name);

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'platter-policy-')));
  for (const folder of ['images', 'images/below', 'private']) await mkdir(at(folder));
  for (const file of ['images/disk.vdi', 'images/other.vdi', 'images/below/deep.vdi', 'private/secret.vdi']) {
    await writeFile(at(file), '');
  }
  policy = createFilePolicy();
});
afterEach(() => rm(root, { recursive: true }));

/** What the policy says to a path: `yes`, or the reason of its refusal. */
async function says(question: 'mayRead' | 'mayCreate' | 'mayReplace', name: string): Promise<string> {
  const absolute = path.isAbsolute(name) ? name : at(name);
  return policy[question](absolute).then(
    () => 'yes',
    (thrown: unknown) => (thrown as { reason: string }).reason,
  );
}

const no = 'file.not-granted';

test('Nothing is granted at first.', async () => {
  expect(await says('mayRead', 'images/disk.vdi')).toBe(no);
  expect(await says('mayCreate', 'images/new.vdi')).toBe(no);
  expect(await says('mayReplace', 'images/new.vdi')).toBe(no);
});

describe('A granted file', () => {
  beforeEach(() => policy.grant([at('images/disk.vdi')]));

  test('may be read and replaced, and no other may be read.', async () => {
    expect(await says('mayRead', 'images/disk.vdi')).toBe('yes');
    expect(await says('mayReplace', 'images/disk.vdi')).toBe('yes');
    expect(await says('mayRead', 'images/other.vdi')).toBe(no);
    expect(await says('mayRead', 'private/secret.vdi')).toBe(no);
    expect(await says('mayRead', 'images')).toBe(no);
  });

  test('lets new files be created beside it, but none of its neighbours be replaced.', async () => {
    expect(await says('mayCreate', 'images/new.vmdk')).toBe('yes');
    expect(await says('mayReplace', 'images/new.vmdk')).toBe('yes');
    expect(await says('mayReplace', 'images/other.vdi')).toBe(no);
  });

  test('lets nothing be created elsewhere: below, above, or beside a folder of a similar name.', async () => {
    await mkdir(at('images-2'));
    for (const name of ['images/below/new.vdi', 'new.vdi', 'images-2/new.vdi', 'private/new.vdi']) {
      expect(await says('mayCreate', name)).toBe(no);
    }
  });
});

describe('A granted folder', () => {
  beforeEach(() => policy.grant([`${at('images')}/`]));

  test('lets its files be read, created and replaced.', async () => {
    expect(await says('mayRead', 'images/other.vdi')).toBe('yes');
    expect(await says('mayCreate', 'images/new.vdi')).toBe('yes');
    expect(await says('mayReplace', 'images/other.vdi')).toBe('yes');
  });

  test('says nothing of the folders below it, nor of what is above.', async () => {
    expect(await says('mayRead', 'images/below/deep.vdi')).toBe(no);
    expect(await says('mayCreate', 'images/below/new.vdi')).toBe(no);
    expect(await says('mayCreate', 'images/absent/new.vdi')).toBe(no);
    expect(await says('mayCreate', 'new.vdi')).toBe(no);
  });
});

describe('A path that pretends', () => {
  beforeEach(() => policy.grant([at('images')]));

  test.each([
    'images/../private/secret.vdi',
    'images/below/../../private/secret.vdi',
    'images//..//private/secret.vdi',
    'images/./../private/./secret.vdi/',
  ])('with dots is taken for where it leads: %s', async (name) => {
    expect(await says('mayRead', `${root}/${name}`)).toBe(no);
  });

  test('to lie in a granted folder, but is a link to elsewhere, is refused.', async () => {
    await symlink(at('private/secret.vdi'), at('images/innocent.vdi'));
    await symlink(at('private'), at('images/folder'));
    expect(await says('mayRead', 'images/innocent.vdi')).toBe(no);
    expect(await says('mayReplace', 'images/innocent.vdi')).toBe(no);
    expect(await says('mayRead', 'images/folder/secret.vdi')).toBe(no);
    expect(await says('mayCreate', 'images/folder/new.vdi')).toBe(no);
  });

  test('to be new, but is a link to a file that could be created elsewhere, is refused.', async () => {
    await symlink(at('private/new.vdi'), at('images/new.vdi'));
    expect(await says('mayCreate', 'images/new.vdi')).toBe(no);
  });

  test('with a link followed by two dots is checked, and used, without the link.', async () => {
    await mkdir(at('private/inner'));
    await symlink(at('private/inner'), at('images/link'));
    const pretending = `${at('images/link')}/../secret.vdi`; // the system would read private/secret.vdi
    await writeFile(at('images/secret.vdi'), '');
    expect(await policy.mayRead(pretending)).toBe(at('images/secret.vdi'));
  });

  test('relative to wherever Platter was started is refused.', async () => {
    await expect(policy.mayRead(path.relative(process.cwd(), at('images/disk.vdi')))).rejects.toMatchObject({
      reason: no,
    });
    await expect(policy.mayRead('disk.vdi')).rejects.toMatchObject({ facts: { path: 'disk.vdi' } });
  });
});

test('A link that a person picked grants the file it leads to, by both names.', async () => {
  await symlink(at('private/secret.vdi'), at('picked.vdi'));
  await policy.grant([at('picked.vdi')]);
  expect(await says('mayRead', 'picked.vdi')).toBe('yes');
  expect(await says('mayRead', 'private/secret.vdi')).toBe('yes');
  expect(await policy.mayRead(at('picked.vdi'))).toBe(at('picked.vdi'));
});

test('Names that look the same but are written with other code points are other files.', async () => {
  const composed = at('images/caf\u00e9.vdi');
  const decomposed = at('images/cafe\u0301.vdi');
  await writeFile(composed, '');
  await writeFile(decomposed, '');
  await policy.grant([composed]);
  expect(await says('mayRead', composed)).toBe('yes');
  // Some file systems keep one file for both names; where they are two, only one was granted.
  const isOneFile = (await realpath(decomposed)) === (await realpath(composed));
  expect(await says('mayRead', decomposed)).toBe(isOneFile ? 'yes' : no);
  expect(await says('mayCreate', 'images/磁盘 🖴.vdi')).toBe('yes');
});

test('What a job is about to create may be read and replaced afterwards; what was there before is not granted by that.', async () => {
  await policy.grant([at('images/disk.vdi')]);
  await policy.grantNew(at('images/result.vmdk'));
  await policy.grantNew(at('images/other.vdi'));
  await writeFile(at('images/result.vmdk'), '');
  expect(await says('mayRead', 'images/result.vmdk')).toBe('yes');
  expect(await says('mayReplace', 'images/result.vmdk')).toBe('yes');
  expect(await says('mayRead', 'images/other.vdi')).toBe(no);
});

test('A file that is granted before it exists may be read once it does.', async () => {
  await policy.grant([at('images/later.vdi')]);
  await writeFile(at('images/later.vdi'), '');
  expect(await says('mayRead', 'images/later.vdi')).toBe('yes');
});

test('A path that leads nowhere cannot be granted.', async () => {
  await symlink(at('nowhere'), at('dangling'));
  await expect(policy.grant([at('dangling')])).rejects.toMatchObject({ reason: no });
});
