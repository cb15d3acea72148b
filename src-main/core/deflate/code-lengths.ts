/** Room for the symbols of the largest alphabet and the nodes above them. */
const most = 286;
const order = new Uint32Array(most);
const weights = new Float64Array(2 * most);
const parents = new Uint16Array(2 * most);
const depths = new Uint8Array(2 * most);
const perLength = new Uint16Array(33);

/**
 * Computes the lengths of a prefix code (Huffman's) for symbols that occur so often, none longer than `limit` bits. Symbols that do
 * not occur get length 0; when there are fewer than two that do, two symbols get one bit, so that the code is complete.
 */
export function codeLengths(frequencies: Uint32Array, lengths: Uint8Array, limit: number): void {
  lengths.fill(0);
  let used = 0;
  for (let symbol = 0; symbol < frequencies.length; symbol += 1) {
    // Frequency and symbol in one number sort by frequency first, without a function to compare.
    if ((frequencies[symbol] ?? 0) > 0) order[used++] = (frequencies[symbol] ?? 0) * 512 + symbol;
  }
  if (used < 2) {
    const only = used === 1 ? (order[0] ?? 0) % 512 : 0;
    lengths[only] = 1;
    lengths[only === 0 ? 1 : 0] = 1;
    return;
  }
  const sorted = order.subarray(0, used).sort();
  buildTree(sorted, used);
  countDepths(used, limit);
  // The rarest symbols get the longest codes.
  let index = 0;
  for (let length = limit; length >= 1; length -= 1) {
    for (let count = perLength[length] ?? 0; count > 0; count -= 1) lengths[(sorted[index++] ?? 0) % 512] = length;
  }
}

/** Joins the two lightest nodes until one is left. Leaves come sorted, and joined nodes come into being sorted: no heap is needed. */
function buildTree(sorted: Uint32Array, used: number): void {
  for (let i = 0; i < used; i += 1) weights[i] = Math.floor((sorted[i] ?? 0) / 512);
  let leaf = 0;
  let joined = used;
  for (let next = used; next < 2 * used - 1; next += 1) {
    let weight = 0;
    for (let child = 0; child < 2; child += 1) {
      const takesLeaf = leaf < used && (joined >= next || (weights[leaf] ?? 0) <= (weights[joined] ?? 0));
      const index = takesLeaf ? leaf++ : joined++;
      weight += weights[index] ?? 0;
      parents[index] = next;
    }
    weights[next] = weight;
  }
}

/** Counts the leaves of each depth into `perLength`, and moves those below the limit up until the code is complete again. */
function countDepths(used: number, limit: number): void {
  perLength.fill(0);
  const root = 2 * used - 2;
  depths[root] = 0;
  // How much of the space of codes is used, in units of the longest code.
  let space = 0;
  for (let node = root - 1; node >= 0; node -= 1) {
    const depth = (depths[parents[node] ?? 0] ?? 0) + 1;
    depths[node] = depth;
    if (node >= used) continue;
    const length = Math.min(depth, limit);
    perLength[length] = (perLength[length] ?? 0) + 1;
    space += 2 ** (limit - length);
  }
  // Too much: the longest code that can still grow does.
  while (space > 2 ** limit) {
    let length = limit - 1;
    while (perLength[length] === 0) length -= 1;
    perLength[length] = (perLength[length] ?? 0) - 1;
    perLength[length + 1] = (perLength[length + 1] ?? 0) + 1;
    space -= 2 ** (limit - length - 1);
  }
  // Too little: a code that just fits into what is left shrinks.
  for (let length = limit; space < 2 ** limit && length > 1; length -= 1) {
    const gain = 2 ** (limit - length);
    while ((perLength[length] ?? 0) > 0 && space + gain <= 2 ** limit) {
      perLength[length] = (perLength[length] ?? 0) - 1;
      perLength[length - 1] = (perLength[length - 1] ?? 0) + 1;
      space += gain;
    }
  }
}

/** The codes that belong to lengths (RFC 1951, 3.2.2), with their bits in the order in which deflate writes them. */
export function canonicalCodes(lengths: Uint8Array, codes: Uint16Array): void {
  perLength.fill(0);
  for (const length of lengths) perLength[length] = (perLength[length] ?? 0) + 1;
  perLength[0] = 0;
  const next = new Uint16Array(17);
  for (let length = 1; length < 16; length += 1) {
    next[length + 1] = ((next[length] ?? 0) + (perLength[length] ?? 0)) << 1;
  }
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    codes[symbol] = reversed(next[length] ?? 0, length);
    next[length] = (next[length] ?? 0) + 1;
  }
}

function reversed(code: number, length: number): number {
  let result = 0;
  for (let bit = 0; bit < length; bit += 1) result |= ((code >> bit) & 1) << (length - 1 - bit);
  return result;
}
