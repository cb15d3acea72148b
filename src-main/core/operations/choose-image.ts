import { DiskError } from '#shared/errors.ts';
import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { OptionValues } from '#shared/model/convert.ts';
import type { Profile, Way } from '#shared/model/profile.ts';
import { chooseTarget, targetSize, type TargetChoice, type TargetWish } from '../disk/choose-target.ts';
import { formats } from '../formats/index.ts';
import { profiles } from './profiles.ts';

/** A wish as people and clients state it: with the product it is for, or without. */
export type ProfiledWish = TargetWish & { readonly profile?: string | undefined };

/**
 * Decides what a new image for a disk of `size` bytes will be, by the rules of its format and of the product it is for.
 * Throws `profile.unknown`, `profile.contradicted`, `profile.too-small`, `profile.too-large`, and what `chooseTarget` and
 * `targetSize` throw.
 */
export function chooseImage(wish: ProfiledWish, size: Bytes): { choice: TargetChoice; virtualSize: Bytes } {
  if (wish.profile === undefined) {
    const choice = chooseTarget(wish, formats);
    return { choice, virtualSize: targetSize(size, choice) };
  }
  const profile = profileById(wish.profile);
  const way = wayFor(profile, wish);
  const { format, variant } = way;
  const choice = chooseTarget({ ...wish, format, variant, options: { ...way.options, ...wish.options } }, formats);
  refuseForbidden(profile, way, choice, wish);
  const virtualSize = targetSize(sizeFor(profile, way, size), choice);
  // The format may have its own idea of a size, when an option asks for it: it has to be one for the product as well.
  if (sizeFor(profile, way, virtualSize) !== virtualSize) throw contradicted(profile, way, inWords(wish.options));
  return { choice, virtualSize };
}

/** The profile with an id. Throws `profile.unknown`. */
function profileById(id: string): Profile {
  const found = profiles.find((profile) => profile.id === id.toLowerCase());
  if (!found) throw new DiskError('profile.unknown', { profile: id, known: profiles.map((one) => one.id).join(', ') });
  return found;
}

/**
 * The way of a product that a person asked for. Throws `profile.contradicted` when a format or a variant was asked for that
 * the product does not take.
 */
function wayFor(profile: Profile, wish: TargetWish): Way {
  const way = waysOf(profile, wish).find(
    (one) => isAsked(wish.format, one.format) && isAsked(wish.variant, one.variant),
  );
  if (way) return way;
  const asked = [wish.format, wish.variant].filter((one) => one !== undefined).join(' ');
  throw contradicted(profile, profile, asked);
}

/** Throws `profile.contradicted` when an option came out as a value that the product does not take, however it was typed. */
function refuseForbidden(profile: Profile, way: Way, { options }: TargetChoice, wish: TargetWish): void {
  const chosen = new Map<string, unknown>(Object.entries(options));
  const forbidden = Object.entries(way.forbids ?? {}).filter(([name, value]) => chosen.get(name) === value);
  if (forbidden.length === 0) return;
  const asTyped = forbidden.map(([name, value]) => [name, wish.options?.[name] ?? value] as const);
  throw contradicted(profile, way, inWords(Object.fromEntries(asTyped)));
}

function contradicted(
  { title }: Profile,
  { format, variant }: Pick<Way, 'format' | 'variant'>,
  asked: string,
): DiskError {
  return new DiskError('profile.contradicted', { title, format, variant, asked });
}

function inWords(options: OptionValues = {}): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ');
}

/** Anything but what the profile says has to be asked for by its variant: a format alone says too little of what is wanted. */
function waysOf(profile: Profile, { variant }: TargetWish): readonly Way[] {
  return variant === undefined ? [profile] : [profile, ...profile.others];
}

function isAsked(asked: string | undefined, given: string): boolean {
  return asked === undefined || asked.toLowerCase() === given.toLowerCase();
}

/** The size a product accepts in a way for a disk of `size` bytes. Throws `profile.too-small` and `profile.too-large`. */
function sizeFor(profile: Profile, { largest = Infinity }: Way, size: Bytes): Bytes {
  const { title, sizeMultiple = 1, smallest = 0 } = profile;
  const rounded = roundUp(size, sizeMultiple);
  if (rounded < smallest) throw new DiskError('profile.too-small', { title, size, limit: smallest });
  if (rounded > largest) throw new DiskError('profile.too-large', { title, size, limit: largest });
  return rounded;
}
