import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBoard } from '#main/core/jobs/board.ts';
import { openHistory, type JobHistory } from '#main/core/jobs/history/history.ts';
import { backupName, partName } from '#main/core/io/part-name.ts';
import type { WireError } from '#shared/errors.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
let histories: JobHistory[];
beforeEach(async () => {
  folder = await TempFolder.create();
  histories = [];
});
afterEach(async () => {
  await Promise.all(histories.map((history) => history.close()));
  await folder[Symbol.asyncDispose]();
});

const place = () => folder.at('jobs');
async function open(): Promise<JobHistory> {
  const history = await openHistory(place());
  histories.push(history);
  return history;
}

/** What a process would leave that ends now. */
async function leave(...jobs: readonly JobSnapshot[]): Promise<void> {
  const history = await openHistory(place());
  history.note(jobs);
  await history.close();
}

function job(id: string, rest: Partial<JobSnapshot> = {}): JobSnapshot {
  const input = { source: '/disks/a.vdi', target: folder.at('target.vmdk') };
  return { id, operation: 'convert', input, createdAt: 1000, state: { kind: 'cancelled' }, endedAt: 3000, ...rest };
}
const running: Partial<JobSnapshot> & Pick<JobSnapshot, 'state'> = {
  startedAt: 2000,
  state: { kind: 'running', progress: { phase: 'copy', done: 5, total: 9, unit: 'bytes' }, cancelRequested: false },
};
function runningJob(id: string): JobSnapshot {
  const { endedAt, ...rest } = job(id, running);
  expect(endedAt).toBe(3000);
  return rest;
}

const tellsOwner = `
  import { ownMark } from '#main/core/io/owner.ts';
  console.log(await ownMark());
  process.stdin.resume();
`;

async function noticesOf(history: JobHistory): Promise<readonly WireError[]> {
  for await (const notices of history.notices(new AbortController().signal)) return notices;
  return [];
}

test('What was noted is there for the next process, oldest first and as it was.', async () => {
  const failed = job('failed', {
    createdAt: 900,
    state: {
      kind: 'failed',
      error: { code: 'exists', reason: 'target.exists', message: 'x', facts: { path: '/a', n: 1 } },
    },
  });
  await leave(job('b'), failed);
  expect((await open()).earlier).toEqual([failed, job('b')]);
});

test('A history that says nothing leaves no file.', async () => {
  await leave();
  expect(await readdir(place())).toEqual([]);
});

test('Files of ended processes become one file of the present one.', async () => {
  await leave(job('a'));
  await leave(job('a'), job('b', { createdAt: 2000 }));
  const history = await open();
  expect(history.earlier.map(({ id }) => id)).toEqual(['a', 'b']);
  await expect.poll(() => readdir(place())).toHaveLength(1);
});

test('Only its owner may look into the folder.', async () => {
  await leave(job('a'));
  if (process.platform !== 'win32') expect((await stat(place())).mode & 0o777).toBe(0o700);
});

test('A change inside a phase writes nothing; another phase does.', async () => {
  const history = await open();
  const at = (phase: string, done: number) => ({
    ...runningJob('a'),
    state: { kind: 'running', progress: { phase, done, unit: 'bytes' }, cancelRequested: false } as const,
  });
  history.note([at('copy', 1)]);
  await history.flush();
  const content = async () => {
    const [name = ''] = await readdir(place());
    return readFile(path.join(place(), name), 'utf8');
  };
  const first = await content();
  history.note([at('copy', 2)]);
  await history.flush();
  expect(await content()).toBe(first);
  history.note([at('verify', 1)]);
  await history.flush();
  expect(await content()).toContain('verify');
});

describe('A job whose process died', () => {
  test('is interrupted, and its temporaries are removed, those of others not.', async () => {
    for (const token of ['mine', 'other']) await writeFile(folder.at(partName('target.vmdk', token)), 'x');
    await leave(runningJob('mine'));
    const board = createBoard({ history: await open(), runner: () => Promise.resolve('again') });
    expect(board.find('mine')).toMatchObject({
      state: { kind: 'interrupted', progress: { phase: 'copy', done: 5, total: 9 }, notice: null },
      startedAt: 2000,
      endedAt: expect.any(Number) as number,
    });
    const retried = await board.retry('mine');
    expect((await folder.names()).filter((name) => name.startsWith('.'))).toEqual([partName('target.vmdk', 'other')]);
    await board.close();
    expect(board.find(retried).state).toMatchObject({ kind: 'succeeded', result: 'again' });
  });

  test('while it replaced files says what became of them.', async () => {
    for (const name of ['target.vmdk', backupName('target-s001.vmdk', 'mine')]) await writeFile(folder.at(name), 'old');
    for (const name of [partName('target.vmdk', 'mine'), 'target-s001.vmdk']) await writeFile(folder.at(name), 'new');
    await leave(runningJob('mine'));
    const board = createBoard({ history: await open() });
    await expect
      .poll(() => board.find('mine').state)
      .toMatchObject({
        kind: 'interrupted',
        notice: { reason: 'job.set-completed', facts: { path: folder.at('target.vmdk') } },
      });
    await board.close();
    expect((await folder.names()).filter((name) => name !== 'jobs')).toEqual(['target-s001.vmdk', 'target.vmdk']);
    expect((await open()).earlier).toMatchObject([{ state: { notice: { reason: 'job.set-completed' } } }]);
  });

  test('is tidied up after once more when that was interrupted too.', async () => {
    await leave(runningJob('mine'));
    const [name = ''] = await readdir(place());
    const content = await readFile(path.join(place(), name), 'utf8');
    // The process that took the file over recorded the job as interrupted, and died before it had removed anything.
    await leave(job('mine', { state: { kind: 'interrupted', progress: null, notice: null } }));
    await writeFile(path.join(place(), name), content);
    await writeFile(folder.at(partName('target.vmdk', 'mine')), 'x');
    const history = await open();
    await history.tidied('mine');
    expect(await folder.names()).toEqual(['jobs']);
  });
});

describe('A file of the history', () => {
  const nameOf = async () => (await readdir(place()))[0] ?? '';

  test.each([
    ['is not JSON', '{"version":1,'],
    ['is empty', ''],
    ['holds something else', '{"version":1,"savedAt":1,"jobs":[{"id":5}]}'],
  ])('that %s is set aside and told.', async (_, content) => {
    await leave(job('a'));
    const name = await nameOf();
    await writeFile(path.join(place(), name), content);
    const history = await open();
    expect(history.earlier).toEqual([]);
    const [notice] = await noticesOf(history);
    expect(notice).toMatchObject({ reason: 'history.damaged', code: 'damaged' });
    expect(await readFile(String(notice?.facts['path']), 'utf8')).toBe(content);
    expect(await noticesOf(await open())).toEqual([]);
  });

  test('of a newer version is left to it.', async () => {
    await leave(job('a'));
    const name = await nameOf();
    await writeFile(path.join(place(), name), '{"version":2,"jobs":"elsewhere"}');
    expect((await open()).earlier).toEqual([]);
    expect(await readdir(place())).toContain(name);
  });

  test('of a process that lives is left alone, and so is one of another computer, for a day.', async () => {
    await leave(job('a'));
    const name = await nameOf();
    const content = await readFile(path.join(place(), name));
    // Where the system does not tell when a process began, its number has to do.
    const lives = name.replace(/-\d+-\w{8}-/, `-${process.ppid}-00000000-`);
    const elsewhere = name.replace(/^\w{8}/, '01234567');
    for (const copy of [lives, elsewhere]) await writeFile(path.join(place(), copy), content);
    await open();
    expect(await readdir(place())).toEqual(expect.arrayContaining([lives, elsewhere]));
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(path.join(place(), elsewhere), yesterday, yesterday);
    await open();
    expect(await readdir(place())).not.toContain(elsewhere);
    expect(await readdir(place())).toContain(lives);
  });

  test.skipIf(process.platform !== 'linux').each([1, Date.now() / 1000 + 1e6])(
    'of a process whose number another one has now is taken over, whatever the clock says: %i',
    async (time) => {
      await leave(job('a'));
      const name = await nameOf();
      const another = path.join(place(), name.replace(/-\d+-\w{8}-/, `-${process.ppid}-abcdef01-`));
      await rename(path.join(place(), name), another);
      await utimes(another, time, time);
      expect((await open()).earlier).toEqual([job('a')]);
    },
  );

  test.skipIf(process.platform !== 'linux')('of a process that lives is its own, however old it looks.', async () => {
    await leave(job('a'));
    const name = await nameOf();
    const child = spawn(process.execPath, ['--input-type=module', '--eval', tellsOwner], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [mark] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const lives = path.join(place(), `${mark.trim()}-abcdef01.json`);
    await rename(path.join(place(), name), lives);
    await utimes(lives, 1, 1);
    expect((await open()).earlier).toEqual([]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await open()).earlier).toEqual([job('a')]);
  });

  test('stays below a few MiB: large results go first, then the oldest jobs; those that run stay.', async () => {
    const ended = Array.from({ length: 100 }, (_, index) =>
      job(`ended-${index}`, { createdAt: index, state: { kind: 'succeeded', result: 'x'.repeat(100 * KiB) } }),
    );
    const huge = job('huge', { createdAt: 200, state: { kind: 'succeeded', result: 'x'.repeat(5 * MiB) } });
    await leave({ ...runningJob('running'), createdAt: 0 }, ...ended, huge);
    expect((await stat(path.join(place(), await nameOf()))).size).toBeLessThanOrEqual(4 * MiB + KiB);
    const { earlier } = await open();
    expect(earlier[0]).toMatchObject({ id: 'running', state: { kind: 'interrupted' } });
    expect(earlier.at(-1)).toMatchObject({ id: 'huge', state: { kind: 'succeeded', result: null } });
    expect(earlier.slice(1, -1).map(({ id }) => id)).toEqual(ended.slice(-earlier.length + 2).map(({ id }) => id));
    expect(earlier.length).toBeGreaterThan(30);
  });
});

test('No more than 200 jobs come from earlier processes.', async () => {
  await leave(...Array.from({ length: 250 }, (_, index) => job(`${index}`, { createdAt: index })));
  const { earlier } = await open();
  expect([earlier.length, earlier[0]?.id, earlier.at(-1)?.id]).toEqual([200, '50', '249']);
});

describe('Previews', () => {
  const previews = (count: number, result: unknown) =>
    Array.from({ length: count }, (_, index) => {
      const state: JobState = { kind: 'succeeded', result };
      return job(`preview-${index}`, { operation: 'preview-repair', createdAt: index + 1, state });
    });
  const first = () => job('first', { createdAt: 0 });

  test('are the first to go when there is too much for the file.', async () => {
    await leave(first(), ...previews(60, 'x'.repeat(100 * KiB)));
    const ids = (await open()).earlier.map(({ id }) => id);
    expect([ids[0], ids.at(-1)]).toEqual(['first', 'preview-59']);
    expect(ids).not.toContain('preview-0');
  });

  test('of earlier processes are 50 at most, and take no place of others.', async () => {
    await leave(first(), ...previews(250, null));
    const ids = (await open()).earlier.map(({ id }) => id);
    expect([ids.length, ids[0], ids[1]]).toEqual([51, 'first', 'preview-200']);
  });
});

test('A folder that cannot be made leaves a notice, and jobs run all the same.', async () => {
  await writeFile(place(), 'in the way');
  const history = await open();
  const board = createBoard({ history, runner: () => Promise.resolve('done') });
  const id = board.start('convert', {});
  await expect.poll(() => board.find(id).state.kind).toBe('succeeded');
  expect(await noticesOf(history)).toMatchObject([{ reason: 'history.not-kept' }]);
  await board.close();
});
