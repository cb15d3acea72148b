// npm run audit: asks the registry for known flaws of the packages. Ends with 1 for a flaw of any severity in what is installed
// beside the program, and for a high or critical one in all the others, which are bundled into it, build it or test it. A registry
// that does not answer, as on a closed network, is told and is no failure, unless `--must-answer` says so, as the workflow does.
import { execFile } from 'node:child_process';
import { readAudit, type Audit } from './support/audit-report.ts';
import { inProject } from './support/project.ts';

const mustAnswer = process.argv.includes('--must-answer');
const beside = await audit('Packages beside the program', ['--omit=dev'], 'low');
const all = await audit('All packages', [], 'high');
process.exitCode = [beside, all].every(isFine) ? 0 : 1;

async function audit(title: string, words: readonly string[], level: string): Promise<Audit> {
  const found = readAudit(await npmAudit(words), level);
  if (found.kind === 'unanswered') console.log(`${title}: the registry tells nothing here (${found.because}).`);
  else if (found.flaws.length === 0) console.log(`${title}: no known flaw at or above "${level}".`);
  else
    for (const { name, severity, title: flaw } of found.flaws) console.log(`${title}: ${name}, ${severity}: ${flaw}`);
  return found;
}

function isFine(found: Audit): boolean {
  return found.kind === 'unanswered' ? !mustAnswer : found.flaws.length === 0;
}

/** What npm prints. Its exit code says the same as the text, but for a registry that does not answer. */
function npmAudit(words: readonly string[]): Promise<string> {
  const options = { cwd: inProject('.'), shell: process.platform === 'win32', timeout: 60_000, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile('npm', ['audit', '--json', ...words], options, (_, stdout) => {
      resolve(stdout);
    });
  });
}
