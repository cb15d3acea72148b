import type { Profile } from '#shared/model/profile.ts';
import type { TargetChoice } from '../formats/catalogue.store.ts';

/** What an image is to become: a format and a variant, chosen by hand or for a product. */
export interface Target extends TargetChoice {
  /** The id of the product. Its options and sizes hold then. */
  readonly profile?: string | undefined;
}

/** What a product gets. */
export function targetFor({ id, format, variant }: Profile): Target {
  return { profile: id, format, variant };
}

/** One text for a target, to compare it and to look it up. */
export function keyOf({ profile, format, variant }: Target): string {
  return profile === undefined ? `${format}/${variant}` : `for ${profile}`;
}
