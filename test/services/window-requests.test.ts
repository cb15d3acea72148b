import { describe, expect, test } from 'vitest';
import { createWindowRequests, type WindowRequests } from '#main/services/window-requests.ts';

function listen(requests: WindowRequests) {
  const controller = new AbortController();
  const iterator = requests.watch(controller.signal)[Symbol.asyncIterator]();
  return {
    next: async () => {
      const step = await iterator.next();
      return step.done !== true && step.value.kind === 'open' ? step.value.paths[0] : undefined;
    },
    leave: () => {
      controller.abort();
    },
  };
}

const open = (path: string) => ({ kind: 'open', paths: [path] }) as const;

describe('what a window is asked', () => {
  test('is kept for the page that comes, in its order, and delivered once', async () => {
    const requests = createWindowRequests();
    requests.send(open('one'));
    requests.send(open('two'));
    const first = listen(requests);
    expect([await first.next(), await first.next()]).toEqual(['one', 'two']);
    first.leave();
    requests.send(open('three'));
    expect(await listen(requests).next()).toBe('three');
  });

  test('reaches a page that waits already', async () => {
    const requests = createWindowRequests();
    const next = listen(requests).next();
    requests.send(open('one'));
    expect(await next).toBe('one');
  });

  test('is not taken by a page that has left', async () => {
    const requests = createWindowRequests();
    const left = listen(requests);
    const nothing = left.next();
    left.leave();
    requests.send(open('one'));
    expect(await nothing).toBeUndefined();
    expect(await listen(requests).next()).toBe('one');
  });

  test('is forgotten from the oldest on when too much of it waits', async () => {
    const requests = createWindowRequests();
    for (let index = 0; index < 40; index += 1) requests.send(open(String(index)));
    expect(await listen(requests).next()).toBe('8');
  });
});
