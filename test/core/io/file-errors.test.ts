import { expect, test } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { asDiskError } from '#main/core/io/file-errors.ts';

const systemError = (code: string) => Object.assign(new Error(`${code}: as the system has it`), { code });

test.each([
  ['ENOENT', 'file.missing'],
  ['ENOTDIR', 'file.missing'],
  ['ELOOP', 'file.missing'],
  ['EACCES', 'file.denied'],
  ['EPERM', 'file.denied'],
  ['EROFS', 'file.read-only-medium'],
  ['EBUSY', 'file.in-use'],
  ['ETXTBSY', 'file.in-use'],
  ['ENOSPC', 'target.disk-full'],
  ['EDQUOT', 'target.disk-full'],
  ['EEXIST', 'target.exists'],
  ['EISDIR', 'file.not-regular'],
  ['EIO', 'file.input-output'],
  ['EFBIG', 'target.file-too-large'],
  ['ENAMETOOLONG', 'file.name-too-long'],
  ['EMFILE', 'file.handles-exhausted'],
  ['ENFILE', 'file.handles-exhausted'],
  ['UNKNOWN', 'file.input-output'],
])('%s means %s', (code, reason) => {
  const thrown = systemError(code);
  expect(asDiskError(thrown, '/a/b.vdi')).toMatchObject({
    reason,
    facts: { path: '/a/b.vdi', cause: thrown.message },
    cause: thrown,
  });
});

test('a DiskError stays the same', () => {
  const error = new DiskError('probe.empty', { name: 'a' });
  expect(asDiskError(error, '/b')).toBe(error);
});

test.each([
  ['an abort', new DOMException('stop', 'AbortError')],
  ['a wrong argument', Object.assign(new TypeError('bad'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ['a defect', new RangeError('index')],
  ['something that is no error', 'text'],
])('%s is thrown on as it is', (_, thrown) => {
  let caught: unknown;
  try {
    asDiskError(thrown, '/a');
  } catch (again) {
    caught = again;
  }
  expect(caught).toBe(thrown);
});
