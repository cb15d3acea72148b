import { expect, test } from 'vitest';
import { InFlight } from '#main/core/io/in-flight.ts';

test('works are awaited in the order in which they began, however they end', async () => {
  const works = new InFlight<string>(2);
  const late = Promise.withResolvers<string>();
  works.add(late.promise);
  expect(works.isFull).toBe(false);
  works.add(Promise.resolve('soon'));
  expect(works.isFull).toBe(true);
  late.resolve('late');
  expect(await works.next()).toBe('late');
  expect(works.isFull).toBe(false);
  expect(await works.next()).toBe('soon');
  expect(works.next()).toBeUndefined();
});

test('what goes wrong is told to whoever awaits its turn, and to nobody else', async () => {
  const works = new InFlight<void>(3);
  works.add(Promise.resolve());
  works.add(Promise.reject(new Error('first')));
  works.add(Promise.reject(new Error('second')));
  // An unhandled rejection would end the run of this file here.
  await new Promise(setImmediate);
  await expect(works.finish()).rejects.toThrow('first');
});

test('settling waits until all are over and passes no failure on', async () => {
  const works = new InFlight<void>(2);
  const late = Promise.withResolvers<undefined>();
  works.add(Promise.reject(new Error('failed')));
  works.add(late.promise);
  let isSettled = false;
  const settled = works.settle().then(() => (isSettled = true));
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  late.resolve(undefined);
  await settled;
  expect(isSettled).toBe(true);
});
