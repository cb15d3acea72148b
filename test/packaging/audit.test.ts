import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const flaw = (name: string, severity: string, via: unknown) => ({ [name]: { name, severity, via: [via] } });

/** What npm prints where the registry answers, with what is known of the packages. */
const answer = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });

/** Runs `npm run audit` with an npm that prints this, and gives back the exit status and what was said. */
async function audit(printed: string, ...words: readonly string[]): Promise<readonly [number, string]> {
  await using folder = await TempFolder.create();
  await writeFile(folder.at('npm'), `#!/bin/sh\ncat <<'END'\n${printed}\nEND\nexit 1\n`);
  await chmod(folder.at('npm'), 0o755);
  const env = { ...process.env, PATH: `${folder.path}${path.delimiter}${process.env['PATH'] ?? ''}` };
  return await new Promise((resolve) => {
    const script = execFile(
      process.execPath,
      ['scripts/run.js', 'audit', ...words],
      { cwd: projectFolder, env },
      (_, said) => {
        resolve([script.exitCode ?? 1, said]);
      },
    );
  });
}

// The npm of the test is a shell script.
describe.skipIf(process.platform === 'win32')('the audit of the packages', () => {
  test('passes where no flaw is known, and fails where one is, which it names', async () => {
    expect((await audit(answer({})))[0]).toBe(0);
    const [status, said] = await audit(answer(flaw('some-parser', 'high', { title: 'Reads beyond its end' })));
    expect([status, said]).toEqual([1, expect.stringContaining('some-parser, high: Reads beyond its end') as string]);
  });

  test('fails for a severity that nobody knew, and for a small flaw in what is installed beside the program', async () => {
    expect((await audit(answer(flaw('some-tool', 'catastrophic', 'some-parser'))))[0]).toBe(1);
    const [status, said] = await audit(answer(flaw('some-tool', 'low', 'some-parser')));
    expect([status, said]).toEqual([
      1,
      expect.stringMatching(/beside the program: some-tool, low: by some-parser\nAll packages: no/) as string,
    ]);
  });

  test('says that a registry did not answer, which is a failure only where it has to', async () => {
    const refused = '{"message":"405 Method Not Allowed","statusCode":405,"error":{"summary":"","detail":""}}';
    expect(await audit(refused)).toEqual([
      0,
      expect.stringContaining('tells nothing here (405 Method Not Allowed)') as string,
    ]);
    expect((await audit(refused, '--must-answer'))[0]).toBe(1);
    expect((await audit('', '--must-answer'))[0]).toBe(1);
  });
});
