import path from 'node:path';
import { isBuilt } from './build.ts';
import { projectFolder } from './need.ts';

/** A Node and the script that it is to run. */
export type Program = readonly [node: string, script: string];

/** The command line as it is built and shipped. */
export const builtCli = path.join(projectFolder, 'out/main/cli.js');

let chosen: Program | undefined;

/**
 * The command line that tests run: the built one, which starts, and begins each job, in a third of the time; the sources where the
 * build is missing or older than they are. `npm test` builds first.
 */
export function program(): Program {
  chosen ??= [process.execPath, isBuilt() ? builtCli : path.join(projectFolder, 'src-main/cli/main.ts')];
  return chosen;
}
