import { DiskError, type ErrorReason } from '#shared/errors.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import type { CheckOptions, ImageFiles } from '../../disk/format.ts';

/** Why the reader refuses an image, and the finding that tells the same. */
const codes: Partial<Readonly<Record<ErrorReason, FindingCode>>> = {
  'vhd.poisoned': 'vhd.poisoned',
  'vhd.split': 'vhd.split',
  'vhd.footers-differ': 'vhd.footers-differ',
  'vhd.version': 'vhd.bad-field',
  'vhd.disk-type': 'vhd.bad-field',
  'vhd.disk-size': 'vhd.bad-field',
  'vhd.disk-too-large': 'vhd.bad-field',
  'vhd.block-size': 'vhd.bad-field',
  'vhd.table-place': 'vhd.bad-field',
  'layout.number-too-large': 'vhd.bad-field',
  'vhd.no-header': 'vhd.header-missing',
  'vhd.table-truncated': 'vhd.table-cut-off',
  'vhd.table-too-small': 'vhd.table-too-small',
};

/** Does what the reader does; what it would refuse becomes a finding, and undefined. Everything else is thrown. */
export async function asFinding<T>(
  { name }: ImageFiles,
  { findings }: CheckOptions,
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (thrown) {
    const code = thrown instanceof DiskError ? codes[thrown.reason] : undefined;
    if (!code || !(thrown instanceof DiskError)) throw thrown;
    findings.add(code, { ...thrown.facts, name, problem: thrown.message });
    return undefined;
  }
}
