// npm run docs: writes docs/generated from what the program declares. With --check nothing is written, and the script
// fails when a page is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { commandLinePage } from './docs/cli.ts';
import { errorsPage } from './docs/errors.ts';
import { findingsPage } from './docs/findings.ts';
import { formatsPage } from './docs/formats.ts';
import { performancePage } from './docs/performance.ts';
import { inProject } from './support/project.ts';

const note = '<!-- Written by "npm run docs"; change the declarations instead. -->\n\n';
const pages = {
  'cli.md': commandLinePage,
  'formats.md': formatsPage,
  'errors.md': errorsPage,
  'findings.md': findingsPage,
  'performance.md': performancePage,
};
const isCheck = process.argv.includes('--check');

await mkdir(inProject('docs/generated'), { recursive: true });
for (const [name, make] of Object.entries(pages)) {
  const path = inProject('docs/generated', name);
  const page = note + make();
  if (page === (await readFile(path, 'utf8').catch(() => undefined))) continue;
  if (isCheck) {
    console.error(`docs/generated/${name} is out of date. "npm run docs" writes it.`);
    process.exitCode = 1;
  } else {
    await writeFile(path, page);
    console.log(`Written: docs/generated/${name}`);
  }
}
