import { beforeEach, describe, expect, test, vi } from 'vitest';
import { announceQueueEnd } from '#main/desktop/queue-end.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { Notification } from '../support/electron-double.ts';
import { cancelled, failed, job, paused, queued, running, succeeded } from './job.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

const done = 'No job is left.';
const seeWhy = 'No job is left. The Jobs page says what went wrong.';

describe('when the last job has ended', () => {
  let isWanted = true;
  let clicks = 0;
  let tell: (jobs: readonly JobSnapshot[]) => void;

  beforeEach(() => {
    isWanted = true;
    clicks = 0;
    Notification.shown.length = 0;
    Notification.supported = true;
    tell = announceQueueEnd({ isWanted: () => isWanted, onClick: () => (clicks += 1) });
    tell([job('earlier', failed)]);
  });

  const told = () => Notification.shown.map(({ title, body }) => ({ title, body }));

  test('the person is told once, with the name when there was one job', () => {
    tell([job('a', running()), job('earlier', failed)]);
    expect(told()).toEqual([]);
    for (let time = 0; time < 2; time += 1) tell([job('a', succeeded), job('earlier', failed)]);
    expect(told()).toEqual([{ title: 'Done: a.vmdk', body: done }]);
    tell([job('b', running()), job('a', succeeded)]);
    tell([job('b', failed), job('a', succeeded)]);
    expect(told()[1]).toEqual({ title: 'Failed: b.vmdk', body: seeWhy });
  });

  test('and not before: neither between two jobs nor while one is paused', () => {
    tell([job('a', running()), job('b', queued)]);
    tell([job('a', succeeded), job('b', running())]);
    tell([job('a', succeeded), job('b', paused(1, 2))]);
    expect(told()).toEqual([]);
    tell([job('a', succeeded), job('b', succeeded)]);
    expect(told()).toEqual([{ title: '2 jobs are done', body: done }]);
  });

  test('jobs that failed are counted, those that were cancelled are no news', () => {
    const begun = ['a', 'b', 'c'].map((id) => job(id, running()));
    tell(begun);
    tell([job('a', succeeded), job('b', failed), job('c', cancelled)]);
    tell(begun.map(({ id }) => job(`${id}2`, running())));
    tell([job('a2', failed), job('b2', failed), job('c2', failed)]);
    tell([job('a3', running())]);
    tell([job('a3', cancelled)]);
    expect(told()).toEqual([
      { title: '1 job is done, 1 failed', body: seeWhy },
      { title: '3 jobs failed', body: seeWhy },
    ]);
  });

  test('also when it was too quick to be seen running', () => {
    tell([job('quick', succeeded), job('earlier', failed)]);
    expect(told()).toEqual([{ title: 'Done: quick.vmdk', body: done }]);
  });

  test('nothing is said to someone who does not wish it or sees the window, then or later', () => {
    isWanted = false;
    tell([job('a', running())]);
    tell([job('a', succeeded)]);
    isWanted = true;
    tell([job('a', succeeded)]);
    expect(told()).toEqual([]);
  });

  test('nothing is said where the system has no notifications', () => {
    Notification.supported = false;
    tell([job('a', succeeded)]);
    expect(told()).toEqual([]);
  });

  test('a click leads back, and the next one takes the place of the last', () => {
    tell([job('a', succeeded)]);
    Notification.shown[0]?.emit('click');
    expect(clicks).toBe(1);
    tell([job('b', succeeded)]);
    expect(Notification.shown.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  test.for([
    [{ source: '/images/one.vdi', target: '/images/two.vmdk' }, 'Done: two.vmdk'],
    [{ path: '/images/one.vdi', output: '/images/small.vdi' }, 'Done: small.vdi'],
    [{ path: '/images/one.vdi' }, 'Done: one.vdi'],
    [{ first: '/images/one.vdi' }, 'Done: convert'],
    // A name that turns the direction of writing could pass for another one.
    [{ path: '/images/\u202eidv.one' }, 'Done: \\u{202e}idv.one'],
  ] as const)('a job about %j is called: %s', ([input, title]) => {
    tell([job('a', succeeded, input)]);
    expect(told()).toEqual([{ title, body: done }]);
  });

  test('a name that looks like markup is in the title, which no desktop reads as such', () => {
    tell([job('a', failed, { path: '/images/<a href="https:">click<b>' })]);
    expect(told()).toEqual([{ title: 'Failed: <a href="https:">click<b>', body: seeWhy }]);
  });
});
