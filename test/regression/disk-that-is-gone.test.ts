import { afterEach, beforeEach, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { DiskError, toDiskError } from '#shared/errors.ts';
import { CleanUp } from '#main/core/io/clean-up.ts';
import { createExclusively } from '#main/core/io/node-file.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { convert } from '#main/core/operations/convert.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import { Fault } from '#test/stress/support/faults.ts';
import { intercept } from '#test/stress/support/intercept.ts';
import type { Request } from '#test/stress/support/requests.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** EIO for every request that is meant, from the n-th on. */
const failing = (nth: number, meets: (request: Request) => boolean = () => true): Fault =>
  new Fault({ title: 'EIO', code: 'EIO', expected: 'io', lasts: true, meets }, nth);

/** What is told of a piece of work with a hook before the file system; where it succeeds, something else. */
async function failureOf(fault: Fault, work: () => Promise<unknown>): Promise<DiskError> {
  const interception = intercept(folder.path, fault);
  try {
    return toDiskError(await work());
  } catch (thrown) {
    return toDiskError(thrown);
  } finally {
    interception[Symbol.dispose]();
  }
}

it('a new file that cannot be looked at is removed again', async () => {
  const fault = failing(1, ({ kind }) => kind === 'look');
  const failure = await failureOf(fault, () => createExclusively(folder.at('new')));
  expect(failure.reason).toBe('file.input-output');
  expect(await folder.names()).toEqual([]);
});

it('a disk that is gone in the middle of a conversion is told as that, with what was left on it', async () => {
  await create({ target: folder.at('source.vdi'), virtualSize: 1 * MiB }, unwatched);
  const input = { source: folder.at('source.vdi'), target: folder.at('disk.vmdk'), variant: 'monolithicFlat' };
  const counter = failing(Infinity);
  await failureOf(counter, () => convert({ ...input, target: folder.at('first.vmdk') }, unwatched));
  const before = await folder.names();
  const fault = failing(Math.floor(counter.count / 2));
  // What a failing close hides behind is not the program's own mistake.
  const failure = await failureOf(fault, () => convert(input, unwatched));
  expect(failure.reason).toBe('file.input-output');
  const left = (await folder.names()).filter((name) => !before.includes(name));
  expect(left).toHaveLength(2);
  for (const name of left) expect(failure.facts['leftBehind']).toContain(name);
});

it('a parent that the disk does not give up is not called missing', async () => {
  await create({ target: folder.at('parent.vdi'), virtualSize: 1 * MiB }, unwatched);
  await createChild({ target: folder.at('child.vdi'), parent: folder.at('parent.vdi') }, unwatched);
  const isParent = (request: Request) => 'path' in request && request.path === folder.at('parent.vdi');
  const input = { path: folder.at('child.vdi') };
  const failure = await failureOf(failing(1, isParent), () => openSource(input, unwatched.signal));
  expect(failure.reason).toBe('file.input-output');
});

it('what an inner clean-up left behind is not forgotten by an outer one', async () => {
  const cannot = () => Promise.reject(new Error('gone'));
  const [inner, outer] = [new CleanUp(), new CleanUp()];
  inner.add('inner', cannot);
  outer.add('outer', cannot);
  const failure = await outer.after(await inner.after(new DiskError('file.input-output', { path: 'disk' })));
  expect(failure).toMatchObject({ reason: 'file.input-output', facts: { leftBehind: 'inner, outer' } });
});
