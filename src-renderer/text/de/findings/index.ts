import type { FindingWords } from '#shared/text/finding-words.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { core } from './core.ts';
import { raw } from './raw.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vmdk } from './vmdk.ts';

/** Sentences for every kind of finding, for people in the window. */
export const findingSentences: Readonly<Record<FindingCode, FindingWords>> = {
  ...core,
  ...raw,
  ...vdi,
  ...vhd,
  ...vmdk,
};
