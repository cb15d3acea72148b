// npm test: runs every test, says what was skipped and how to get it, and ends with one line: "N passed, N failed".
// Words after "--" go to vitest: `npm test -- test/cli`. With PLATTER_NO_SKIP=1, as in CI, a missing tool is a failure.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '#test/support/build.ts';
import { readSkipped, type Skipped } from './support/needs.ts';
import { inProject, run } from './support/project.ts';
import { countTests, type Count } from './support/test-report.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'platter-tests-'));
try {
  const { passed, failed } = await test(process.argv.slice(2));
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function test(words: readonly string[]): Promise<Count> {
  try {
    await ensureBuilt();
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    return { passed: 0, failed: 1 };
  }
  const report = path.join(folder, 'report.json');
  const skippedList = path.join(folder, 'skipped');
  await writeFile(skippedList, '');
  const vitest = [inProject('node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json'];
  const status = await run(process.execPath, [...vitest, `--outputFile.json=${report}`, ...words], {
    env: { ...process.env, PLATTER_SKIPPED: skippedList },
  });
  const { passed, failed } = await countTests(report, status);
  const skipped = await readSkipped(skippedList);
  const isStrict = process.env['PLATTER_NO_SKIP'] === '1';
  sayWhatWasSkipped(skipped, isStrict ? 'Missing, which counts as a failure here' : 'Skipped what needs');
  return { passed, failed: failed + (isStrict ? skipped.installable.length : 0) };
}

function sayWhatWasSkipped({ installable, command, bonuses }: Skipped, intro: string): void {
  if (installable.length > 0) console.log(`${intro}: ${installable.join(', ')}. To have it: ${command}`);
  for (const bonus of bonuses) console.log(`Skipped what needs ${bonus}.`);
}
