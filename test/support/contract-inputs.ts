import { z } from 'zod';
import { contract } from '#shared/contract/index.ts';
import type { CallDefinition, StreamDefinition } from '#shared/rpc/define.ts';

/** The part of JSON Schema that inputs of the contract are described with. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
}

/** A word in an input that is none of a list: it may be the name of a file. `at` leads to it, with `*` for each of a list. */
export interface WordPlace {
  readonly at: readonly string[];
}

/** A method of the contract, with the words that its input has room for. */
export interface Method {
  readonly area: string;
  readonly verb: string;
  readonly kind: 'call' | 'stream';
  readonly words: readonly WordPlace[];
  /** An input that the contract takes, with every optional part, whose words are what `word` says. */
  readonly input: (word: (place: string) => string) => unknown;
}

/** Every method there is, as the contract itself says: nobody has to think of a new one here. */
export function methodsOfContract(): readonly Method[] {
  const areas: Readonly<Record<string, Readonly<Record<string, CallDefinition | StreamDefinition>>>> = contract;
  return Object.entries(areas).flatMap(([area, verbs]) =>
    Object.entries(verbs).map(([verb, { kind, input }]): Method => {
      const shape = z.toJSONSchema(input, { io: 'input' }) as Shape;
      return {
        area,
        verb,
        kind,
        words: [...wordsIn(shape)].map((at) => ({ at })),
        input: (word) => sampleOf(shape, [], word),
      };
    }),
  );
}

/** The place of a word as it is written in lists: `convert.start: source`. */
export function titleOf({ area, verb }: Method, { at }: WordPlace): string {
  return `${area}.${verb}: ${at.join('.')}`;
}

function* wordsIn(shape: Shape, at: readonly string[] = []): Generator<readonly string[]> {
  if (shape.enum || shape.const !== undefined) return;
  if (isOf(shape, 'string')) yield at;
  for (const choice of shape.anyOf ?? []) yield* wordsIn(choice, at);
  if (shape.items) yield* wordsIn(shape.items, [...at, '*']);
  for (const [name, part] of Object.entries(shape.properties ?? {})) yield* wordsIn(part, [...at, name]);
}

function sampleOf(shape: Shape, at: readonly string[], word: (place: string) => string): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return shape.anyOf[0] && sampleOf(shape.anyOf[0], at, word);
  if (isOf(shape, 'string')) return word(at.join('.'));
  if (isOf(shape, 'boolean')) return true;
  if (isOf(shape, 'array')) return shape.items ? [sampleOf(shape.items, [...at, '*'], word)] : [];
  if (isOf(shape, 'object')) {
    const parts = Object.entries(shape.properties ?? {});
    return Object.fromEntries(parts.map(([name, part]) => [name, sampleOf(part, [...at, name], word)]));
  }
  // A number: a size that disks can have, unless that is not allowed.
  return Math.max(shape.minimum ?? 0, 1) === 1 ? 1 : shape.minimum;
}

function isOf({ type }: Shape, name: string): boolean {
  return typeof type === 'string' ? type === name : (type ?? []).includes(name);
}
