import type { Random } from '#test/support/random.ts';
import type { MutableFile, Seed } from './mutate.ts';

/** Flips, cuts, grows, moves or mixes bytes, whatever they mean. */
export function mutateBytes(file: MutableFile, random: Random, lenders: readonly Seed[]): string {
  const way = random.below(10);
  if (way < 3) return flip(file.content, random);
  if (way < 5) return cut(file, random);
  if (way === 5) return grow(file, random);
  if (way < 8) return move(file.content, random);
  return splice(file.content, random, lenders);
}

/** Changes up to eight bytes, mostly where there is something. */
function flip(content: Uint8Array, random: Random): string {
  const places: number[] = [];
  for (let left = random.below(8); left >= 0; left -= 1) {
    let at = placeIn(content, random);
    for (let step = 0; step < 4096 && content[at] === 0; step += 1) at = (at + 1) % content.length;
    content[at] = random.below(2) === 0 ? random.below(256) : (content[at] ?? 0) ^ (1 << random.below(8));
    places.push(at);
  }
  return `bytes ${places.join(' ')} changed`;
}

function cut(file: MutableFile, random: Random): string {
  const { length } = file.content;
  const left = random.pick([
    random.below(length + 1),
    Math.min(length, random.below(2048)),
    Math.max(0, length - 1 - random.below(1024)),
    Math.floor((random.below(length + 1) + 1) / 512) * 512,
  ]);
  file.content = file.content.slice(0, left);
  return `cut to ${String(left)} bytes`;
}

function grow(file: MutableFile, random: Random): string {
  const more = random.pick([1, 511, 512, 1024, 65_536, random.below(4096)]);
  const grown = new Uint8Array(file.content.length + more);
  grown.set(file.content);
  if (random.below(2) === 0) grown.set(random.bytes(more), file.content.length);
  file.content = grown;
  return `${String(more)} bytes longer`;
}

/** Copies a part over another one of the same file. */
function move(content: Uint8Array, random: Random): string {
  const length = 1 + random.below(random.pick([16, 512, 4096]));
  const [from, to] = [sectorIn(content, random), sectorIn(content, random)];
  content.copyWithin(to, from, from + length);
  return `${String(length)} bytes at ${String(from)} copied to ${String(to)}`;
}

/** Copies a part of another image over this one, often to where it was there. */
function splice(content: Uint8Array, random: Random, lenders: readonly Seed[]): string {
  const lender = lenders[random.below(lenders.length)]?.set;
  const lent = lender?.files.get(lender.main);
  if (!lender || !lent) return 'nothing lent';
  const length = 1 + random.below(random.pick([64, 1024, 8192]));
  const from = sectorIn(lent, random);
  const to = random.below(2) === 0 ? from : sectorIn(content, random);
  const part = lent.subarray(from, from + length).subarray(0, Math.max(0, content.length - to));
  if (part.length > 0) content.set(part, to);
  return `${String(part.length)} bytes at ${String(from)} of ${lender.title} copied to ${String(to)}`;
}

/** Structures lie at the start and at the end, and data between them. */
function placeIn(content: Uint8Array, random: Random): number {
  const { length } = content;
  const near = random.below(Math.min(2048, length));
  return random.pick([near, near, Math.max(0, length - 1 - near), random.below(length)]);
}

function sectorIn(content: Uint8Array, random: Random): number {
  const place = placeIn(content, random);
  return random.below(4) === 0 ? place : place - (place % 512);
}
