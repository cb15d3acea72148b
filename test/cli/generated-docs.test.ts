import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { projectFolder } from '#test/support/need.ts';

test('the generated documentation is what the program declares', async () => {
  const script = path.join(projectFolder, 'scripts/generate-docs.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, '--check']);
  expect(stdout + stderr).toBe('');
});
