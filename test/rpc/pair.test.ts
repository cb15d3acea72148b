import { expect, test } from 'vitest';
import { createPair } from '#shared/rpc/pair.ts';
import { describeConnection } from './cases.ts';

describeConnection('a pair in memory', () => {
  const [client, server] = createPair();
  return { client, server };
});

test('A pair delivers copies, later and in order.', async () => {
  const [left, right] = createPair();
  const arrived: unknown[] = [];
  right.onMessage((message) => arrived.push(message));
  const message = { list: [1, 2], absent: undefined };
  left.send(message);
  left.send('second');
  message.list.push(3);
  expect(arrived).toEqual([]);
  await Promise.resolve();
  expect(arrived).toStrictEqual([{ list: [1, 2] }, 'second']);
});

test.each([
  ['a date', new Date(0)],
  ['bytes', new Uint8Array(1)],
  ['a map', new Map()],
  ['NaN', Number.NaN],
  ['a bigint', 1n],
  ['a function', () => 1],
  ['undefined in a list', [undefined]],
])('A pair refuses %s, which JSON would change or drop.', (_, value) => {
  const [left] = createPair();
  expect(() => {
    left.send({ deep: [value] });
  }).toThrow(/^message\.deep\[0\].* is not plain data/);
});

test('What was sent before a pair closed still arrives; what is sent after does not.', async () => {
  const [left, right] = createPair();
  const arrived: unknown[] = [];
  right.onMessage((message) => arrived.push(message));
  left.send('before');
  left.close();
  right.close();
  left.send('after');
  await right.closed;
  expect(arrived).toEqual(['before']);
});
