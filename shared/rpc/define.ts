import type { z } from 'zod';

/** One question, one answer. */
export interface CallDefinition<I extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly result: R;
}

/** One question, many items: whole snapshots, so that a late client is right at once. */
export interface StreamDefinition<I extends z.ZodType = z.ZodType, T extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: I;
  readonly item: T;
}

export type Contract = Readonly<Record<string, Readonly<Record<string, CallDefinition | StreamDefinition>>>>;

export function call<I extends z.ZodType, R extends z.ZodType>(input: I, result: R): CallDefinition<I, R> {
  return { kind: 'call', input, result };
}

export function stream<I extends z.ZodType, T extends z.ZodType>(input: I, item: T): StreamDefinition<I, T> {
  return { kind: 'stream', input, item };
}

/** What a service may answer with: its values need not be mutable for the connection to copy them. */
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** What main implements for a contract: plain objects, whose methods are own properties. */
export type Services<C extends Contract> = {
  readonly [Area in keyof C]: {
    readonly [Verb in keyof C[Area]]: C[Area][Verb] extends CallDefinition<infer I, infer R>
      ? (input: z.output<I>, signal: AbortSignal) => Promise<DeepReadonly<z.input<R>>>
      : C[Area][Verb] extends StreamDefinition<infer I, infer T>
        ? (input: z.output<I>, signal: AbortSignal) => AsyncIterable<DeepReadonly<z.input<T>>>
        : never;
  };
};

/** What a client calls. The same shape as the services, with an optional signal. */
export type Api<C extends Contract> = {
  readonly [Area in keyof C]: {
    readonly [Verb in keyof C[Area]]: C[Area][Verb] extends CallDefinition<infer I, infer R>
      ? (input: z.input<I>, signal?: AbortSignal) => Promise<z.output<R>>
      : C[Area][Verb] extends StreamDefinition<infer I, infer T>
        ? (input: z.input<I>, signal?: AbortSignal) => AsyncIterable<z.output<T>>
        : never;
  };
};

/** The transport under a connection: Electron IPC, a WebSocket, or a pair in memory. Messages are structured-cloneable and JSON-safe. */
export interface Connection {
  /** Does nothing once the connection is closed. Throws when the message is not plain data. */
  send(message: unknown): void;
  /** Subscribes; returns the way to unsubscribe. */
  onMessage(listener: (message: unknown) => void): () => void;
  /** Settles, never rejects, when nothing will come any more. */
  readonly closed: Promise<void>;
  close(): void;
}
