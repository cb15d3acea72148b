import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createLatest } from '#main/core/jobs/latest.ts';

test('A late watcher gets the present value at once.', async () => {
  const latest = createLatest(1);
  latest.publish(2);
  const watcher = latest.watch(new AbortController().signal)[Symbol.asyncIterator]();
  expect(await watcher.next()).toEqual({ done: false, value: 2 });
});

test('A slow watcher misses what is old and gets the latest.', async () => {
  const latest = createLatest(0);
  const watcher = latest.watch(new AbortController().signal)[Symbol.asyncIterator]();
  await watcher.next();
  for (let value = 1; value <= 1000; value += 1) latest.publish(value);
  expect(await watcher.next()).toEqual({ done: false, value: 1000 });
  const waiting = watcher.next();
  latest.publish(1001);
  expect(await waiting).toEqual({ done: false, value: 1001 });
});

test('An abort ends a waiting watcher and leaves no listener.', async () => {
  const latest = createLatest(0);
  const controller = new AbortController();
  const watcher = latest.watch(controller.signal)[Symbol.asyncIterator]();
  await watcher.next();
  const waiting = watcher.next();
  controller.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

test('Closing ends every watcher after the last value.', async () => {
  const latest = createLatest(0);
  const watcher = latest.watch(new AbortController().signal)[Symbol.asyncIterator]();
  await watcher.next();
  latest.publish(1);
  latest.close();
  expect(await watcher.next()).toEqual({ done: false, value: 1 });
  expect(await watcher.next()).toEqual({ done: true, value: undefined });
});
