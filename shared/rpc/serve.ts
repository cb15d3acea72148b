import { DiskError, toWire } from '../errors.ts';
import { createCredit, type Credit } from './credit.ts';
import type { CallDefinition, Connection, Contract, Services, StreamDefinition } from './define.ts';
import { clientMessage, idOf, maximumCredit, problemOf, type RequestMessage, type ServerMessage } from './envelope.ts';
import { isTooLarge } from './message-size.ts';
import { pump } from './pump.ts';

/** A request that is being answered. */
export interface RunningCall {
  readonly controller: AbortController;
  readonly credit: Credit;
}

export interface ServeOptions {
  /** Requests answered at the same time on this connection; more are refused with `rpc.too-many-calls`. Default 256. */
  readonly maximumCalls?: number;
  /** Holds the requests in flight, by id. Tests pass their own to look for leaks. */
  readonly running?: Map<number, RunningCall>;
}

type Handler = (input: unknown, signal: AbortSignal) => Promise<unknown> | AsyncIterable<unknown>;

interface Method {
  readonly definition: CallDefinition | StreamDefinition;
  readonly handler: Handler;
}

/**
 * Answers what a connection asks, until it closes or the returned function is called: either aborts every call in flight.
 * Whatever arrives is validated, envelope and input; errors go back as values.
 */
export function serve<C extends Contract>(
  contract: C,
  services: Services<C>,
  connection: Connection,
  options: ServeOptions = {},
): () => void {
  const { maximumCalls = 256, running = new Map<number, RunningCall>() } = options;

  function refuse(id: number, thrown: unknown): void {
    connection.send({ kind: 'error', id, error: toWire(thrown) } satisfies ServerMessage);
  }

  /** Forgets the call at once, whether or not its handler obeys the signal: nothing that hangs can fill the table. */
  function abort(id: number): void {
    const call = running.get(id);
    running.delete(id);
    call?.controller.abort();
  }

  function begin(request: RequestMessage): void {
    const { id, area, verb } = request;
    const method = methodOf(contract, services, request);
    if (!method) {
      refuse(id, new DiskError('rpc.unknown-method', { method: `${area}.${verb}` }));
      return;
    }
    if (running.size >= maximumCalls) {
      refuse(id, new DiskError('rpc.too-many-calls', { limit: maximumCalls }));
      return;
    }
    if (isTooLarge(request.input)) {
      refuse(id, new DiskError('rpc.too-large'));
      return;
    }
    const input = method.definition.input.safeParse(request.input);
    if (!input.success) {
      refuse(id, new DiskError('input.invalid', { problem: problemOf(input.error) }));
      return;
    }
    const call = { controller: new AbortController(), credit: createCredit(request.credit ?? 1, maximumCredit) };
    running.set(id, call);
    void answer(id, call, () => method.handler(input.data, call.controller.signal));
  }

  async function answer(id: number, call: RunningCall, handle: () => ReturnType<Handler>): Promise<void> {
    const { credit, controller } = call;
    const { signal } = controller;
    const send = (message: ServerMessage) => {
      if (!signal.aborted) connection.send(message);
    };
    try {
      const answered = handle();
      if (Symbol.asyncIterator in answered) {
        await pump(answered, {
          credit,
          signal,
          send: (value) => {
            send({ kind: 'item', id, value });
          },
        });
        send({ kind: 'end', id });
      } else {
        send({ kind: 'result', id, value: await answered });
      }
    } catch (thrown) {
      // This also tells the client of an answer that the connection could not carry.
      if (!signal.aborted) refuse(id, thrown);
    } finally {
      if (running.get(id) === call) running.delete(id);
    }
  }

  function receive(message: unknown): void {
    const parsed = clientMessage.safeParse(message);
    const id = parsed.success ? parsed.data.id : idOf(message);
    if (id === undefined) return;
    if (!parsed.success || (parsed.data.kind === 'request' && running.has(id))) {
      abort(id);
      refuse(id, new DiskError('rpc.malformed'));
    } else if (parsed.data.kind === 'request') begin(parsed.data);
    else if (parsed.data.kind === 'credit') running.get(id)?.credit.grant(parsed.data.credit);
    else abort(id);
  }

  const unsubscribe = connection.onMessage(receive);
  const stop = () => {
    unsubscribe();
    for (const id of [...running.keys()]) abort(id);
  };
  void connection.closed.then(stop);
  return stop;
}

/** Looks a method up among own properties only: `constructor` and `__proto__` are no methods. */
function methodOf(contract: Contract, services: object, { area, verb }: RequestMessage): Method | undefined {
  const definition = own(own(contract, area), verb) as Method['definition'] | undefined;
  const handler = own(own(services, area), verb) as Handler | undefined;
  return definition && handler && { definition, handler };
}

function own(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[key];
}
