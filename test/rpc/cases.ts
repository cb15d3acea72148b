import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { DiskError } from '#shared/errors.ts';
import { connect, type ConnectOptions } from '#shared/rpc/connect.ts';
import { call, type Connection } from '#shared/rpc/define.ts';
import { serve, type RunningCall } from '#shared/rpc/serve.ts';
import { contract, createSampleServices } from './sample-contract.ts';

/** Two ends of one transport. `dispose` closes whatever else the transport needed, such as a server. */
export interface ConnectionPair {
  readonly client: Connection;
  readonly server: Connection;
  readonly dispose?: () => Promise<void>;
}

/** Runs every RPC case over a transport. `makePair` is called once for each case and gives two open connections. */
export function describeConnection(name: string, makePair: () => ConnectionPair | Promise<ConnectionPair>): void {
  describe(`RPC over ${name}`, () => {
    let rig: Awaited<ReturnType<typeof createRig>>;

    beforeEach(async () => {
      rig = await createRig(await makePair());
    });
    // Whatever a case did: once the connection is closed, nothing of it is left on either side.
    afterEach(async () => {
      rig.client.close();
      await Promise.all([rig.client.closed, rig.server.closed]);
      await rig.nothingInFlight();
      await vi.waitFor(() => {
        expect([rig.client.listeners(), rig.server.listeners()]).toEqual([0, 0]);
      });
      await rig.dispose?.();
    });

    describe('calls', () => {
      test('answer with their result', async () => {
        expect(await rig.api.calls.double({ value: 21 })).toEqual({ value: 42 });
      });

      test('carry every kind of plain data unchanged', async () => {
        const value = { text: 'Größe 磁盘 \u0000 "', list: [1.5, -2, 2 ** 53 - 1, true, null, []], deep: { er: {} } };
        expect(await rig.api.calls.echo({ value })).toEqual({ value });
      });

      test('answer each its own caller when many run at once', async () => {
        const values = Array.from({ length: 200 }, (_, value) => value);
        const answers = await Promise.all(values.map((value) => rig.api.calls.double({ value })));
        expect(answers.map(({ value }) => value / 2)).toEqual(values);
      });

      test('reject with the code, reason, sentence and facts of a refusal', async () => {
        const refusal = await failureOf(rig.api.calls.refuse({}));
        expect(refusal).toEqual(new DiskError('target.exists', { path: '/disks/a.vdi' }));
        expect(refusal).toMatchObject({ code: 'exists', reason: 'target.exists', facts: { path: '/disks/a.vdi' } });
      });

      test('reject with an internal error when a service stumbles', async () => {
        expect(await failureOf(rig.api.calls.stumble({}))).toMatchObject({
          reason: 'internal.unexpected',
          facts: { cause: 'tripped' },
        });
      });

      test('reject when the input breaks the contract, and say where', async () => {
        expect(await failureOf(rig.api.calls.double({ value: 'x' as unknown as number }))).toMatchObject({
          reason: 'input.invalid',
          message: expect.stringMatching(/^value: /) as string,
        });
      });

      test('reject when the server has no such method or no such area', async () => {
        expect(await failureOf(rig.api.calls.unserved({}))).toMatchObject({
          reason: 'rpc.unknown-method',
          facts: { method: 'calls.unserved' },
        });
        const newer = connect({ later: { verb: call(z.object({}), z.object({})) } }, rig.client);
        expect(await failureOf(newer.later.verb({}))).toMatchObject({ facts: { method: 'later.verb' } });
      });

      test('reject when the answer cannot be carried', async () => {
        expect(await failureOf(rig.api.calls.answerUnreadable({}))).toMatchObject({
          reason: 'internal.unexpected',
        });
      });

      test('reject when the answer breaks the contract and results are validated', async () => {
        expect(await failureOf(rig.api.calls.lie({}))).toMatchObject({ reason: 'internal.unexpected' });
      });

      test('are cancelled by their signal, here and on the server', async () => {
        const controller = new AbortController();
        const failure = failureOf(rig.api.calls.hang({}, controller.signal));
        await rig.inFlight(1);
        controller.abort(new Error('no longer needed'));
        expect(await failure).toEqual(new Error('no longer needed'));
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(1);
        });
      });

      test('are not even sent when their signal is aborted already', async () => {
        expect(await failureOf(rig.api.calls.hang({}, AbortSignal.abort()))).toMatchObject({ name: 'AbortError' });
        expect(rig.waiting.size).toBe(0);
      });

      test('leave no listener on a signal that outlives them', async () => {
        const { signal } = new AbortController();
        await rig.api.calls.double({ value: 1 }, signal);
        await failureOf(rig.api.calls.refuse({}, signal));
        for await (const item of rig.api.streams.count({ to: 3 }, signal)) if (item === 1) break;
        expect(getEventListeners(signal, 'abort')).toEqual([]);
      });

      test('all finish or are refused when ten thousand come at once', async () => {
        const calls = Array.from({ length: 10_000 }, (_, value) => rig.api.calls.double({ value }));
        const outcomes = await Promise.allSettled(calls);
        for (const [value, outcome] of outcomes.entries()) {
          if (outcome.status === 'fulfilled') expect(outcome.value).toEqual({ value: value * 2 });
          else expect(outcome.reason).toMatchObject({ reason: 'rpc.too-many-calls' });
        }
      });

      test('are refused beyond the limit while the others hang, and served again after', async () => {
        const controller = new AbortController();
        const hanging = Array.from({ length: maximumCalls }, () =>
          failureOf(rig.api.calls.hang({}, controller.signal)),
        );
        await rig.inFlight(maximumCalls);
        expect(await failureOf(rig.api.calls.double({ value: 1 }))).toMatchObject({ reason: 'rpc.too-many-calls' });
        controller.abort();
        await Promise.all(hanging);
        await rig.nothingInFlight();
        expect(await rig.api.calls.double({ value: 1 })).toEqual({ value: 2 });
      });
    });

    describe('streams', () => {
      test('bring every item in order and end', async () => {
        expect(await collect(rig.api.streams.count({ to: 1000 }))).toEqual(Array.from(Array(1000).keys()));
        await rig.nothingInFlight();
      });

      test('bring the items before an error, then the error', async () => {
        const items: number[] = [];
        const reading = async () => {
          for await (const item of rig.api.streams.countThenRefuse({ to: 3 })) items.push(item);
        };
        expect(await failureOf(reading())).toMatchObject({ reason: 'job.unknown', facts: { id: 'x' } });
        expect(items).toEqual([0, 1, 2]);
      });

      test('refuse an input that breaks the contract at the first item', async () => {
        const items = rig.api.streams.count({ to: 'x' as unknown as number });
        expect(await failureOf(collect(items))).toMatchObject({ reason: 'input.invalid' });
      });

      test('fail and stop the server when an item breaks the contract', async () => {
        expect(await failureOf(collect(rig.api.streams.lie({})))).toMatchObject({
          reason: 'internal.unexpected',
        });
        await rig.nothingInFlight();
      });

      test('ask nothing of the server before they are read', async () => {
        rig.api.streams.count({ to: 10 })[Symbol.asyncIterator]();
        await sleep(20);
        expect(rig.observed.produced.count).toBe(0);
      });

      test('keep the server a few items ahead of a slow reader, not more', async () => {
        const iterator = rig.api.streams.count({ to: 1_000_000 })[Symbol.asyncIterator]();
        for (let taken = 1; taken <= 10; taken += 1) {
          await iterator.next();
          await sleep(5);
          expect(rig.observed.produced.count).toBeLessThanOrEqual(taken + 4);
        }
        await iterator.return?.();
      });

      test('answer several waiting readers in order', async () => {
        const iterator = rig.api.streams.count({ to: 2 })[Symbol.asyncIterator]();
        const steps = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
        expect(steps.map(({ value }) => value as unknown)).toEqual([0, 1, undefined, undefined]);
      });

      test('stop on the server when the reader breaks off', async () => {
        for await (const item of rig.api.streams.count({ to: 1_000_000 })) if (item === 5) break;
        await vi.waitFor(() => {
          expect(rig.observed.cleanedUp.count).toBe(1);
        });
        await rig.nothingInFlight();
      });

      test('end at once when return() meets a pending next()', async () => {
        const iterator = rig.api.streams.waitForSignal({})[Symbol.asyncIterator]();
        await iterator.next();
        const pending = iterator.next();
        await iterator.return?.();
        expect(await pending).toEqual({ done: true, value: undefined });
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(1);
        });
        await rig.nothingInFlight();
      });

      test('return the iterator of a service that is deaf to the signal', async () => {
        const iterator = rig.api.streams.waitForReturn({})[Symbol.asyncIterator]();
        const pending = iterator.next();
        await rig.inFlight(1);
        await iterator.return?.();
        await pending;
        await vi.waitFor(() => {
          expect(rig.observed.cleanedUp.count).toBe(1);
        });
      });

      test('fail with the reason of their signal and bring no item after it', async () => {
        const controller = new AbortController();
        const iterator = rig.api.streams.count({ to: 1_000_000 }, controller.signal)[Symbol.asyncIterator]();
        await iterator.next();
        await sleep(20);
        controller.abort(new Error('unmounted'));
        expect(await failureOf(iterator.next())).toEqual(new Error('unmounted'));
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
        await vi.waitFor(() => {
          expect(rig.observed.cleanedUp.count).toBe(1);
        });
      });
    });

    describe('a connection that closes', () => {
      test.each(['client', 'server'] as const)('at the %s rejects every waiting call', async (side) => {
        const failures = [1, 2, 3].map(() => failureOf(rig.api.calls.hang({})));
        await rig.inFlight(3);
        rig[side].close();
        for (const failure of await Promise.all(failures)) expect(failure).toMatchObject({ reason: 'rpc.closed' });
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(3);
        });
      });

      test.each(['client', 'server'] as const)('at the %s fails every waiting stream and stops it', async (side) => {
        const iterator = rig.api.streams.waitForSignal({})[Symbol.asyncIterator]();
        await iterator.next();
        const failure = failureOf(iterator.next());
        rig[side].close();
        expect(await failure).toMatchObject({ reason: 'rpc.closed' });
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(1);
        });
      });

      test('stops a stream whose reader is slow', async () => {
        const iterator = rig.api.streams.count({ to: 1_000_000 })[Symbol.asyncIterator]();
        await iterator.next();
        rig.client.close();
        await vi.waitFor(() => {
          expect(rig.observed.cleanedUp.count).toBe(1);
        });
      });

      test('rejects calls made afterwards', async () => {
        rig.client.close();
        await rig.client.closed;
        expect(await failureOf(rig.api.calls.double({ value: 1 }))).toMatchObject({ reason: 'rpc.closed' });
        expect(await failureOf(collect(rig.api.streams.count({ to: 1 })))).toMatchObject({
          reason: 'rpc.closed',
        });
      });

      test('aborts its calls when serving stops, and answers no more', async () => {
        const failure = failureOf(rig.api.calls.hang({}));
        await rig.inFlight(1);
        rig.stopServing();
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(1);
        });
        rig.client.close();
        expect(await failure).toMatchObject({ reason: 'rpc.closed' });
      });
    });

    describe('a message that is not understood', () => {
      test.each([
        ['__proto__', 'double'],
        ['constructor', 'double'],
        ['calls', '__proto__'],
        ['calls', 'constructor'],
        ['calls', 'toString'],
        ['calls', ''],
      ])('such as a request for %s.%s is an unknown method', async (area, verb) => {
        expect(await rig.answerTo({ kind: 'request', id: 900, area, verb, input: {} })).toMatchObject({
          kind: 'error',
          error: { reason: 'rpc.unknown-method', facts: { method: `${area}.${verb}` } },
        });
      });

      test.each([
        { kind: 'request', id: 900 },
        { kind: 'request', id: 900, area: 'calls', verb: 'v'.repeat(101) },
        { kind: 'request', id: 900, area: 'streams', verb: 'count', input: { to: 1 }, credit: 1e9 },
        { kind: 'credit', id: 900, credit: -1 },
        { kind: 'surprise', id: 900 },
      ])('is answered when it has an id: %j', async (message) => {
        expect(await rig.answerTo(message)).toMatchObject({ kind: 'error', error: { reason: 'rpc.malformed' } });
      });

      test.each([
        ['a long list', Array.from({ length: 100_000 }, () => 0)],
        [
          'a large object',
          Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${String(index)}`, null])),
        ],
        ['many lists', Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => ''))],
        ['deep lists', Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], null)],
      ])('because it is too large is refused before anything looks closer: %s', async (_, value) => {
        const echo = { kind: 'request', id: 900, area: 'calls', verb: 'echo', input: { value } };
        expect(await rig.answerTo(echo)).toMatchObject({ kind: 'error', error: { reason: 'rpc.too-large' } });
      });

      test('in many places is answered with the first few of them', async () => {
        const value = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${String(index)}`, index]));
        const names = { kind: 'request', id: 900, area: 'calls', verb: 'names', input: value };
        const answer = (await rig.answerTo(names)) as { error: { reason: string; message: string } };
        expect(answer.error).toMatchObject({
          reason: 'input.invalid',
          message: expect.stringMatching(/^k0: .*; k4: .*; and 4995 more$/) as string,
        });
        expect(answer.error.message.length).toBeLessThan(1100);
      });

      test('is ignored when it has no id, and the next call is served', async () => {
        const strange = [
          null,
          7,
          'text',
          [],
          {},
          { kind: 'request' },
          { id: -1 },
          { id: 1.5 },
          { id: '1' },
          { id: 1e99 },
        ];
        for (const message of strange) {
          rig.client.send(message);
          rig.server.send(message);
        }
        expect(await rig.api.calls.double({ value: 4 })).toEqual({ value: 8 });
      });

      test('ends the call whose id it uses again', async () => {
        const hang = { kind: 'request', id: 900, area: 'calls', verb: 'hang', input: {} };
        rig.client.send(hang);
        expect(await rig.answerTo(hang)).toMatchObject({ kind: 'error', error: { reason: 'rpc.malformed' } });
        await vi.waitFor(() => {
          expect(rig.observed.aborted.count).toBe(1);
        });
      });

      test('from the server fails the call it answers', async () => {
        const failure = failureOf(rig.api.calls.hang({}));
        await rig.inFlight(1);
        rig.server.send({ kind: 'error', id: 1, error: { code: 'made-up' } });
        expect(await failure).toMatchObject({ reason: 'rpc.malformed' });
      });

      test('about a call that nobody knows changes nothing', async () => {
        rig.client.send({ kind: 'cancel', id: 900 });
        rig.client.send({ kind: 'credit', id: 900, credit: 1 });
        rig.server.send({ kind: 'result', id: 900, value: 1 });
        rig.server.send({ kind: 'item', id: 900, value: 1 });
        expect(await rig.api.calls.double({ value: 4 })).toEqual({ value: 8 });
      });
    });
  });
}

const maximumCalls = 256;

/** A client and a server over a pair of connections, with everything in view that a leak would show in. */
async function createRig(pair: ConnectionPair) {
  const client = withCountedListeners(pair.client);
  const server = withCountedListeners(pair.server);
  const running = new Map<number, RunningCall>();
  const waiting: NonNullable<ConnectOptions['waiting']> = new Map();
  const { services, observed } = createSampleServices();
  const stopServing = serve(contract, services, server, { running, maximumCalls });
  const api = connect(contract, client, { validateResults: true, waiting });

  const inFlight = (count: number) =>
    vi.waitFor(() => {
      expect(running.size).toBe(count);
    });
  const nothingInFlight = () =>
    vi.waitFor(() => {
      expect([running.size, waiting.size]).toEqual([0, 0]);
    });
  const answerTo = (message: { readonly id: number; readonly [field: string]: unknown }) =>
    new Promise((resolve) => {
      const unsubscribe = client.onMessage((answer) => {
        if ((answer as { id?: unknown }).id !== message.id) return;
        unsubscribe();
        resolve(answer);
      });
      client.send(message);
    });
  await Promise.resolve();
  return { ...pair, client, server, running, waiting, observed, stopServing, api, inFlight, nothingInFlight, answerTo };
}

function withCountedListeners(connection: Connection): Connection & { readonly listeners: () => number } {
  const subscriptions = new Set<object>();
  return {
    send: (message) => {
      connection.send(message);
    },
    close: () => {
      connection.close();
    },
    closed: connection.closed,
    onMessage(listener) {
      const unsubscribe = connection.onMessage(listener);
      const subscription = {};
      subscriptions.add(subscription);
      return () => {
        unsubscribe();
        subscriptions.delete(subscription);
      };
    },
    listeners: () => subscriptions.size,
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => expect.unreachable(`answered with ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
}
