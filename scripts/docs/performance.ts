import { existsSync, readFileSync } from 'node:fs';
import { keptRun, titleOf, type KeptRow, type KeptRun } from '../bench/kept-run.ts';
import { countAims, tableOf } from '../bench/table.ts';
import { inProject } from '../support/project.ts';

/** The table of the run that was published last. */
export function performancePage(): string {
  const file = inProject(keptRun);
  if (!existsSync(file)) return '# Measured\n\nNo run was published yet: `npm run bench -- --publish`.\n';
  const { machine, rows, windowRows } = JSON.parse(readFileSync(file, 'utf8')) as KeptRun;
  const { met, all } = countAims(rows);
  return `# Measured

What \`npm run bench\` measured and was published; what was run for it, what the columns mean, and what bounds the rows, is told in [performance.md](../performance.md).

${machine.processor}, ${String(machine.cores)} cores, ${String(machine.memoryMiB)} MiB of memory, ${machine.system}, Node ${machine.node}, ${machine.qemu}.

**${String(met)} of ${String(all)} aims met.**${againOf(rows)}

${tableOf(rows).join('\n')}

${windowRows.map(({ work, milliseconds }) => `- ${work}: ${milliseconds.toFixed(0)} ms`).join('\n')}
`;
}

/** Which rows are not of the complete run. */
function againOf(rows: readonly KeptRow[]): string {
  const again = rows.flatMap((row) =>
    row.measuredAgain === undefined ? [] : [`${titleOf(row)}, ${row.measuredAgain.slice(0, 16).replace('T', ' ')}`],
  );
  return again.length === 0
    ? ''
    : `\n\nMeasured again by themselves, after the complete run (UTC): ${again.join('; ')}.`;
}
