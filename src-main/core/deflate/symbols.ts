// The alphabets of deflate (RFC 1951, 3.2.5): lengths and distances are told by a symbol and some extra bits.

/** Symbols of literals, of the end of a block (256), and of lengths. */
export const literalSymbols = 286;
export const distanceSymbols = 30;
export const endOfBlock = 256;
export const firstLengthSymbol = 257;

export const shortestMatch = 3;
export const longestMatch = 258;
export const furthestMatch = 32_768;

/** For each length symbol, counted from the first one: its shortest length and how many extra bits follow. */
export const lengthBase = new Uint16Array(29);
export const lengthExtra = new Uint8Array(29);
/** The number of the length symbol of a length. */
export const lengthSymbolOf = new Uint8Array(longestMatch + 1);

export const distanceBase = new Uint16Array(distanceSymbols);
export const distanceExtra = new Uint8Array(distanceSymbols);
/** For distances up to 256 at `distance - 1`; for longer ones at `256 + ((distance - 1) >> 7)`. */
const distanceSymbolTable = new Uint8Array(512);

/** Groups of symbols with the same number of extra bits: so many per group, the first two groups without any. */
function fillBases(base: Uint16Array, extra: Uint8Array, first: number, perGroup: number): void {
  let next = first;
  for (let symbol = 0; symbol < base.length; symbol += 1) {
    extra[symbol] = Math.max(0, Math.floor(symbol / perGroup) - 1);
    base[symbol] = next;
    next += 2 ** (extra[symbol] ?? 0);
  }
}

fillBases(lengthBase, lengthExtra, shortestMatch, 4);
// The longest match has a symbol of its own, without extra bits.
lengthBase[28] = longestMatch;
lengthExtra[28] = 0;
for (let symbol = 0; symbol < 29; symbol += 1) {
  lengthSymbolOf.fill(symbol, lengthBase[symbol], (lengthBase[symbol] ?? 0) + 2 ** (lengthExtra[symbol] ?? 0));
}
lengthSymbolOf[longestMatch] = 28;

fillBases(distanceBase, distanceExtra, 1, 2);
for (let symbol = 0; symbol < distanceSymbols; symbol += 1) {
  const start = (distanceBase[symbol] ?? 0) - 1;
  const end = start + 2 ** (distanceExtra[symbol] ?? 0);
  if (start < 256) distanceSymbolTable.fill(symbol, start, Math.min(end, 256));
  if (end > 256) distanceSymbolTable.fill(symbol, 256 + (start >> 7), 256 + (end >> 7));
}

export function distanceSymbolOf(distance: number): number {
  const offset = distance - 1;
  return distanceSymbolTable[offset < 256 ? offset : 256 + (offset >> 7)] ?? 0;
}
