import { z } from 'zod';
import { errorCodes } from '../error-codes.ts';

/** The most items a server sends ahead of what its client has taken, whatever the client asks for. */
export const maximumCredit = 1024;

/** Ids are chosen by the client and never used twice on one connection. */
const id = z.number().int().positive();
const name = z.string().max(100);
const credit = z.number().int().min(1).max(maximumCredit);

const wireError = z.object({
  code: z.enum(errorCodes),
  reason: z.string(),
  message: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** What a client says. A request for a stream brings its first credit: how many items may come before more is granted. */
export const clientMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    id,
    area: name,
    verb: name,
    input: z.unknown().optional(),
    credit: credit.optional(),
  }),
  z.object({ kind: z.literal('credit'), id, credit }),
  z.object({ kind: z.literal('cancel'), id }),
]);

/** What a server answers: one `result`, or any number of `item`s and an `end`; an `error` ends either. */
export const serverMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id, value: z.unknown().optional() }),
  z.object({ kind: z.literal('item'), id, value: z.unknown().optional() }),
  z.object({ kind: z.literal('end'), id }),
  z.object({ kind: z.literal('error'), id, error: wireError }),
]);

export type ClientMessage = z.output<typeof clientMessage>;
export type RequestMessage = Extract<ClientMessage, { kind: 'request' }>;
export type ServerMessage = z.output<typeof serverMessage>;

const anythingWithId = z.object({ id });

/** The id of a message that is otherwise not understood, so that its sender can be told; undefined when there is none. */
export function idOf(message: unknown): number | undefined {
  return anythingWithId.safeParse(message).data?.id;
}

/** How many problems of one value are told, and how long they may be together, in characters: enough to mend it. */
const mostProblems = 5;
const longestProblem = 1000;

/** What a value breaks of its schema, on one line: `name: too short; size: expected number`. Of many problems the first few. */
export function problemOf(error: z.ZodError): string {
  const told = error.issues
    .slice(0, mostProblems)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
  const more = error.issues.length - mostProblems;
  const cut = told.length > longestProblem ? `${told.slice(0, longestProblem)}…` : told;
  return more > 0 ? `${cut}; and ${String(more)} more` : cut;
}
