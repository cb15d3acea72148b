#!/usr/bin/env node
import nodeModule from 'node:module';
import path from 'node:path';

// What other programs are told that find an image in use. On Windows it would name the terminal.
if (process.platform !== 'win32') process.title = 'platter';

// Before anything else is loaded: from the second start on, nothing is compiled again. Node 20 does not have it.
if ('enableCompileCache' in nodeModule) nodeModule.enableCompileCache();

const { runCommandLine } = await import('./run.ts');
// The sources and the bundle both lie two folders below package.json.
process.exitCode = await runCommandLine(process.argv.slice(2), path.resolve(import.meta.dirname, '../..'));
