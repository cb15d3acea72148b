import type { z } from 'zod';
import { DiskError } from '../errors.ts';
import { createClientStream, streamCredit } from './client-stream.ts';
import type { Api, CallDefinition, Connection, Contract, StreamDefinition } from './define.ts';
import { problemOf } from './envelope.ts';
import { createExchanges, type WaitingRequest } from './exchange.ts';

export interface ConnectOptions {
  /** Check what the server answers against the contract: for development and tests. Default false. */
  readonly validateResults?: boolean;
  /** Holds the requests without an answer, by id. Tests pass their own to look for leaks. */
  readonly waiting?: Map<number, WaitingRequest>;
}

type Method = (input: unknown, signal?: AbortSignal) => unknown;

/**
 * The client of a contract over a connection. A call rejects with the server's DiskError, with `signal.reason` after an abort
 * and with `rpc.closed` when the connection closes. A stream asks the server at its first `next()`; it throws for the same
 * three causes, and ends quietly after `return()`, which also stops it on the server.
 */
export function connect<C extends Contract>(contract: C, connection: Connection, options: ConnectOptions = {}): Api<C> {
  const exchanges = createExchanges(connection, options.waiting ?? new Map<number, WaitingRequest>());
  const check = options.validateResults ? validated : (_: z.ZodType, value: unknown) => value;

  function methodFor(area: string, verb: string, definition: CallDefinition | StreamDefinition): Method {
    if (definition.kind === 'call') {
      return (input, signal) =>
        new Promise<unknown>((done, failed) => {
          exchanges.open({ area, verb, input }, { item: ignore, done, failed }, signal);
        }).then((value) => check(definition.result, value));
    }
    return (input, signal) => ({
      [Symbol.asyncIterator]: () =>
        createClientStream(
          (listener) => exchanges.open({ area, verb, input, credit: streamCredit }, listener, signal),
          (value) => check(definition.item, value),
          signal,
        ),
    });
  }

  return mapValues(contract, (verbs, area) =>
    mapValues(verbs, (definition, verb) => methodFor(area, verb, definition)),
  ) as Api<C>;
}

function validated(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DiskError('internal.unexpected', { cause: `the answer breaks the contract: ${problemOf(parsed.error)}` });
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** A call has no items. */
function ignore(): void {
  return;
}
