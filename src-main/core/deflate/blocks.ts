import { distanceSymbols, literalSymbols } from './symbols.ts';
import { Counts, groupLength, type Tokens } from './tokens.ts';

/** Tokens that share their codes. */
export interface Block {
  readonly first: number;
  readonly end: number;
}

/** About what the description of codes takes, in bits: a new block has to save more than this. */
const descriptionBits = 600;

/** `n * log2(n)` for small numbers. */
const entropies = Float64Array.from({ length: 16_384 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

const merged = new Counts();

/** Splits tokens into blocks: a new one begins where codes of its own save more bits than they cost. */
export function* blocksOf(tokens: Tokens): Generator<Block> {
  let first = 0;
  const current = new Counts();
  let currentBits = 0;
  for (let group = 0; group < tokens.groups; group += 1) {
    const next = tokens.group(group);
    if (group === first) {
      copy(current, next);
      currentBits = bitsOf(current);
      continue;
    }
    copy(merged, current);
    add(merged, next);
    const together = bitsOf(merged);
    if (together > currentBits + bitsOf(next) + descriptionBits) {
      yield { first: first * groupLength, end: group * groupLength };
      first = group;
      copy(current, next);
      currentBits = bitsOf(next);
    } else {
      copy(current, merged);
      currentBits = together;
    }
  }
  yield { first: first * groupLength, end: tokens.count };
}

/** The bits that the symbols take with ideal codes, extra bits left out: those are the same in any block. */
function bitsOf({ literals, distances }: Counts): number {
  return idealBits(literals) + idealBits(distances);
}

function idealBits(counts: Uint32Array): number {
  let sum = 0;
  let bits = 0;
  for (const count of counts) {
    sum += count;
    bits -= entropyOf(count);
  }
  return bits + entropyOf(sum);
}

function entropyOf(count: number): number {
  return entropies[count] ?? count * Math.log2(count);
}

function copy(to: Counts, from: Counts): void {
  to.literals.set(from.literals);
  to.distances.set(from.distances);
}

export function add(to: Counts, { literals, distances }: Counts): void {
  for (let i = 0; i < literalSymbols; i += 1) to.literals[i] = (to.literals[i] ?? 0) + (literals[i] ?? 0);
  for (let i = 0; i < distanceSymbols; i += 1) to.distances[i] = (to.distances[i] ?? 0) + (distances[i] ?? 0);
}
