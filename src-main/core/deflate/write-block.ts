import type { BitWriter } from './bit-writer.ts';
import { add, type Block } from './blocks.ts';
import { canonicalCodes, codeLengths } from './code-lengths.ts';
import {
  distanceBase,
  distanceExtra,
  distanceSymbolOf,
  distanceSymbols,
  endOfBlock,
  firstLengthSymbol,
  lengthBase,
  lengthExtra,
  lengthSymbolOf,
  literalSymbols,
} from './symbols.ts';
import { Counts, groupLength, type Tokens } from './tokens.ts';

/** A prefix code: bits and lengths by symbol. */
class Code {
  readonly lengths: Uint8Array;
  readonly bits: Uint16Array;

  constructor(symbols: number) {
    this.lengths = new Uint8Array(symbols);
    this.bits = new Uint16Array(symbols);
  }

  fit(frequencies: Uint32Array, limit: number): void {
    codeLengths(frequencies, this.lengths, limit);
    canonicalCodes(this.lengths, this.bits);
  }
}

const literalCode = new Code(literalSymbols);
const distanceCode = new Code(distanceSymbols);
const lengthsCode = new Code(19);
const counts = new Counts();
const lengthsCounts = new Uint32Array(19);

/** In this order the lengths of the code for lengths are written, so that those that are seldom used can be left out. */
const lengthsOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Writes tokens as a block with codes of its own. */
export function writeBlock(out: BitWriter, tokens: Tokens, { first, end }: Block, isLast: boolean): void {
  counts.clear();
  for (let group = first / groupLength; group * groupLength < end; group += 1) add(counts, tokens.group(group));
  counts.literals[endOfBlock] = 1;
  literalCode.fit(counts.literals, 15);
  distanceCode.fit(counts.distances, 15);

  out.put(isLast ? 1 : 0, 1);
  out.put(2, 2);
  writeCodes(out);
  writeTokens(out, tokens.list, first, end);
  out.put(literalCode.bits[endOfBlock] ?? 0, literalCode.lengths[endOfBlock] ?? 0);
}

/** Writes the lengths of both codes (RFC 1951, 3.2.7). */
function writeCodes(out: BitWriter): void {
  const literals = usedLength(literalCode.lengths, firstLengthSymbol);
  const distances = usedLength(distanceCode.lengths, 1);
  const runs = runsOf([...literalCode.lengths.subarray(0, literals), ...distanceCode.lengths.subarray(0, distances)]);
  lengthsCounts.fill(0);
  for (const { symbol } of runs) lengthsCounts[symbol] = (lengthsCounts[symbol] ?? 0) + 1;
  lengthsCode.fit(lengthsCounts, 7);
  const listed = Math.max(4, lengthsOrder.findLastIndex((symbol) => (lengthsCode.lengths[symbol] ?? 0) > 0) + 1);

  out.put(literals - firstLengthSymbol, 5);
  out.put(distances - 1, 5);
  out.put(listed - 4, 4);
  for (const symbol of lengthsOrder.slice(0, listed)) out.put(lengthsCode.lengths[symbol] ?? 0, 3);
  for (const { symbol, extra, extraBits } of runs) {
    out.put(lengthsCode.bits[symbol] ?? 0, lengthsCode.lengths[symbol] ?? 0);
    if (extraBits > 0) out.put(extra, extraBits);
  }
}

/** How many lengths have to be told: those behind the last one that is not 0 are not. */
function usedLength(lengths: Uint8Array, least: number): number {
  return Math.max(least, lengths.findLastIndex((length) => length > 0) + 1);
}

interface LengthsRun {
  /** A length, or 16 (the one before again), 17 or 18 (zeros). */
  readonly symbol: number;
  readonly extra: number;
  readonly extraBits: number;
}

/** Lengths with repetitions put together. */
function runsOf(lengths: readonly number[]): readonly LengthsRun[] {
  const runs: LengthsRun[] = [];
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at] ?? 0;
    let end = at + 1;
    while (end < lengths.length && lengths[end] === length) end += 1;
    let left = end - at;
    at = end;
    if (length === 0) {
      for (; left >= 11; left -= Math.min(left, 138)) {
        runs.push({ symbol: 18, extra: Math.min(left, 138) - 11, extraBits: 7 });
      }
      if (left >= 3) {
        runs.push({ symbol: 17, extra: left - 3, extraBits: 3 });
        left = 0;
      }
    } else {
      runs.push({ symbol: length, extra: 0, extraBits: 0 });
      for (left -= 1; left >= 3; left -= Math.min(left, 6)) {
        runs.push({ symbol: 16, extra: Math.min(left, 6) - 3, extraBits: 2 });
      }
    }
    for (; left > 0; left -= 1) runs.push({ symbol: length, extra: 0, extraBits: 0 });
  }
  return runs;
}

function writeTokens(out: BitWriter, list: Uint32Array, first: number, end: number): void {
  const { lengths: literalLengths, bits: literalBits } = literalCode;
  const { lengths: distanceLengths, bits: distanceBits } = distanceCode;
  for (let i = first; i < end; i += 1) {
    const token = list[i] ?? 0;
    const length = token >>> 16;
    if (length === 0) {
      out.put(literalBits[token] ?? 0, literalLengths[token] ?? 0);
      continue;
    }
    const lengthSymbol = lengthSymbolOf[length] ?? 0;
    const symbol = firstLengthSymbol + lengthSymbol;
    out.put(literalBits[symbol] ?? 0, literalLengths[symbol] ?? 0);
    const offset = token & 0xffff;
    const distanceSymbol = distanceSymbolOf(offset + 1);
    out.put(length - (lengthBase[lengthSymbol] ?? 0), lengthExtra[lengthSymbol] ?? 0);
    out.put(distanceBits[distanceSymbol] ?? 0, distanceLengths[distanceSymbol] ?? 0);
    out.put(offset + 1 - (distanceBase[distanceSymbol] ?? 0), distanceExtra[distanceSymbol] ?? 0);
  }
}
