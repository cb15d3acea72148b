import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DiskError } from '#shared/errors.ts';
import { call, stream, type Services } from '#shared/rpc/define.ts';

const nothing = z.object({});

/** A contract with one method for each way a call or a stream can go. */
export const contract = {
  calls: {
    double: call(z.object({ value: z.number().max(1e6) }), z.object({ value: z.number() })),
    names: call(z.record(z.string(), z.string()), nothing),
    echo: call(z.object({ value: z.unknown() }), z.object({ value: z.unknown() })),
    refuse: call(nothing, nothing),
    stumble: call(nothing, nothing),
    hang: call(nothing, nothing),
    lie: call(nothing, z.object({ value: z.number() })),
    answerUnreadable: call(nothing, z.object({ value: z.unknown() })),
    unserved: call(nothing, nothing),
  },
  streams: {
    count: stream(z.object({ to: z.number() }), z.number()),
    countThenRefuse: stream(z.object({ to: z.number() }), z.number()),
    waitForSignal: stream(nothing, z.number()),
    waitForReturn: stream(nothing, z.number()),
    lie: stream(nothing, z.number()),
  },
};

/** What the services have seen: for the claims a client cannot make. */
export interface Observed {
  readonly produced: { count: number };
  readonly aborted: { count: number };
  readonly cleanedUp: { count: number };
}

/** Services that count what happens to them. */
export function createSampleServices(): { readonly services: Services<typeof contract>; readonly observed: Observed } {
  const observed = { produced: { count: 0 }, aborted: { count: 0 }, cleanedUp: { count: 0 } };

  async function* count(to: number) {
    try {
      for (let item = 0; item < to; item += 1) {
        observed.produced.count += 1;
        yield await Promise.resolve(item);
      }
    } finally {
      observed.cleanedUp.count += 1;
    }
  }

  const calls: Services<typeof contract>['calls'] = {
    double: ({ value }) => Promise.resolve({ value: value * 2 }),
    names: () => Promise.resolve({}),
    echo: (input) => Promise.resolve(input),
    refuse: () => Promise.reject(new DiskError('target.exists', { path: '/disks/a.vdi' })),
    stumble: () => Promise.reject(new TypeError('tripped')),
    hang: (_, signal) => untilAborted(signal).finally(() => (observed.aborted.count += 1)),
    lie: () => Promise.resolve({ value: 'a word' as unknown as number }),
    answerUnreadable: () => Promise.resolve({ value: unreadable }),
    unserved: () => Promise.resolve({}),
  };
  // A service older than the contract of its client.
  Reflect.deleteProperty(calls, 'unserved');

  const streams: Services<typeof contract>['streams'] = {
    count: ({ to }) => count(to),
    async *countThenRefuse({ to }) {
      yield* count(to);
      throw new DiskError('job.unknown', { id: 'x' });
    },
    async *waitForSignal(_, signal) {
      yield 0;
      try {
        await untilAborted(signal);
      } finally {
        observed.aborted.count += 1;
      }
    },
    waitForReturn: () => createWaitingForReturn(observed),
    async *lie() {
      yield await Promise.resolve('a word' as unknown as number);
      await sleep(1);
    },
  };
  return { services: { calls, streams }, observed };
}

/** No transport can copy this, be it through JSON or through a structured clone. */
const unreadable = {
  get value() {
    throw new RangeError('cannot be read');
  },
};

async function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

/** Deaf to the signal: only `return()` ends it. */
function createWaitingForReturn(observed: Observed): AsyncIterable<number> {
  let end: () => void;
  const ended = new Promise<IteratorResult<number>>((resolve) => {
    end = () => {
      resolve({ done: true, value: undefined });
    };
  });
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => ended,
      return: () => {
        observed.cleanedUp.count += 1;
        end();
        return ended;
      },
    }),
  };
}
