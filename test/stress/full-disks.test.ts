import { describe } from 'vitest';
import { noTinyDisk } from '#test/support/tiny-disk.ts';
import { fullDisks } from './full-disks.ts';
import { testShortForm } from './short-form.ts';

describe.skipIf(noTinyDisk)(`on small file systems${noTinyDisk ? ` (skipped: ${noTinyDisk})` : ''}`, () => {
  testShortForm(fullDisks);
});
