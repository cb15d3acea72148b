import type { FindingCode } from '#shared/text/findings/index.ts';
import { core } from './core.ts';
import { raw } from './raw.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vmdk } from './vmdk.ts';

/** What is said of a kind of finding: what is true, what it means, what a repair does, and what a person can do. */
export interface FindingSentences {
  readonly says: string;
  readonly means: string;
  readonly does?: string;
  readonly advice?: string;
}

/** Sentences for every kind of finding, for people in the window. */
export const findingSentences: Readonly<Record<FindingCode, FindingSentences>> = {
  ...core,
  ...raw,
  ...vdi,
  ...vhd,
  ...vmdk,
};
