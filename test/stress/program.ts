import { globSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '#test/support/need.ts';
import { builtCli } from '#test/support/run-cli.ts';

let chosen: readonly [node: string, script: string] | undefined;

/** The command line that campaigns run: the built one, which starts faster, unless it is older than its sources. */
export function program(): readonly [node: string, script: string] {
  chosen ??= [process.execPath, isBuilt() ? builtCli : path.join(projectFolder, 'src-main/cli/main.ts')];
  return chosen;
}

function isBuilt(): boolean {
  const built = statSync(builtCli, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync('{shared,src-main}/**/*.ts', { cwd: projectFolder }).filter(
    (name) => !name.endsWith('.d.ts'),
  );
  return sources.every((name) => statSync(path.join(projectFolder, name)).mtimeMs < built);
}
