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
  const choice = chooseTarget(wishFor(profile, wish), formats);
  const virtualSize = targetSize(sizeFor(profile, size), choice);
  // The format may have its own idea of a size, when an option asks for it: it has to be one for the product as well.
  if (sizeFor(profile, virtualSize) !== virtualSize) throw contradicted(profile, profile, inWords(wish.options));
  return { choice, virtualSize };
}

/** The profile with an id. Throws `profile.unknown`. */
function profileById(id: string): Profile {
  const found = profiles.find((profile) => profile.id === id.toLowerCase());
  if (!found) throw new DiskError('profile.unknown', { profile: id, known: profiles.map((one) => one.id).join(', ') });
  return found;
}

/**
 * What a person asked for, completed by a profile. Options that were typed win over the profile's.
 * Throws `profile.contradicted` when a format, a variant or an option was asked for that the product does not take.
 */
function wishFor(profile: Profile, wish: TargetWish): TargetWish {
  const way = waysOf(profile, wish).find(
    (one) => isAsked(wish.format, one.format) && isAsked(wish.variant, one.variant),
  );
  if (!way) {
    const asked = [wish.format, wish.variant].filter((one) => one !== undefined).join(' ');
    throw contradicted(profile, profile, asked);
  }
  const { format, variant, options, forbids = {} } = way;
  const forbidden = Object.entries(forbids).filter(([name, value]) => wish.options?.[name] === value);
  if (forbidden.length > 0) throw contradicted(profile, way, inWords(Object.fromEntries(forbidden)));
  return { ...wish, format, variant, options: { ...options, ...wish.options } };
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

/** The size a product accepts for a disk of `size` bytes. Throws `profile.too-small` and `profile.too-large`. */
function sizeFor({ title, sizeMultiple = 1, smallest = 0, largest = Infinity }: Profile, size: Bytes): Bytes {
  const rounded = roundUp(size, sizeMultiple);
  if (rounded < smallest) throw new DiskError('profile.too-small', { title, size, limit: smallest });
  if (rounded > largest) throw new DiskError('profile.too-large', { title, size, limit: largest });
  return rounded;
}
