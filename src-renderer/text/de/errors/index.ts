import type { ErrorReason } from '#shared/errors.ts';
import { application } from './application.ts';
import { core } from './core.ts';
import { host } from './host.ts';
import { vdi } from './vdi.ts';
import { vhd } from './vhd.ts';
import { vmdk } from './vmdk.ts';

/** A sentence for every refusal, for people in the window. */
export const errorSentences: Readonly<Record<ErrorReason, string>> = {
  ...core,
  ...application,
  ...host,
  ...vdi,
  ...vhd,
  ...vmdk,
};
