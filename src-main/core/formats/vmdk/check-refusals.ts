import { DiskError, type ErrorReason } from '#shared/errors.ts';
import type { Problem, VmdkCode } from './check-problem.ts';

/** Refusals of the strict reader that have a finding of their own. */
const codes: Partial<Readonly<Record<ErrorReason, VmdkCode>>> = {
  'vmdk.newline-damage': 'vmdk.text-transfer',
  'vmdk.unfinished': 'vmdk.unfinished',
  'vmdk.not-sparse': 'vmdk.extent-foreign',
  'vmdk.lone-extent': 'vmdk.lone-extent',
  'vmdk.descriptor-line': 'vmdk.descriptor-damaged',
  'vmdk.descriptor-key': 'vmdk.descriptor-damaged',
  'vmdk.descriptor-too-long': 'vmdk.descriptor-damaged',
  'chain.contradictory': 'vmdk.descriptor-damaged',
  'file.outside-folder': 'vmdk.extent-refused',
  'vmdk.remote-extent': 'vmdk.extent-refused',
  'vmdk.extent-is-descriptor': 'vmdk.extent-refused',
};

/**
 * What the strict reader refuses, as a problem of a file. Throws again what is no fault of the image: input and output, the
 * wish to stop.
 */
export function problemOf(thrown: unknown, file: { readonly name: string; readonly size: number }): Problem {
  if (!(thrown instanceof DiskError)) throw thrown;
  const code = codes[thrown.reason] ?? codeOf(thrown);
  return {
    code,
    facts: {
      name: file.name,
      extent: String(thrown.facts['extent'] ?? thrown.facts['name'] ?? ''),
      problem: thrown.message,
    },
    where: { file: file.name, start: 0, length: file.size },
  };
}

function codeOf(thrown: DiskError): VmdkCode {
  if (thrown.code === 'damaged') return 'vmdk.header-damaged';
  if (thrown.code === 'unsupported' || thrown.code === 'too-large') return 'vmdk.unsupported';
  throw thrown;
}
