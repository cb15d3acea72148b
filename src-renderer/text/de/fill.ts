import type { Facts } from '#shared/model/facts.ts';
import { fill } from '#shared/text/fill.ts';
import { factsInGerman } from './facts.ts';
import { quantities } from './quantities.ts';

/** Puts facts into a German sentence, as `fill` does into an English one. */
export function fillInGerman(template: string, facts: Facts): string {
  return fill(template, factsInGerman(facts), quantities.sizeInWords);
}
