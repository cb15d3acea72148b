import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { noTinyDisk } from './tiny-disk.ts';

const script = `
  import { openSync } from 'node:fs';
  import { tinyDisk } from '#test/support/tiny-disk.ts';
  const disk = await tinyDisk(65536);
  openSync(disk.at('open'), 'w');
  console.log(disk.path);
  setInterval(() => undefined, 1000);
`;

const mounts = () => readFile('/proc/mounts', 'utf8');

test.skipIf(noTinyDisk)('a full disk of a test that is killed does not stay mounted', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [path] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  expect(await mounts()).toContain(` ${path.trim()} `);
  child.kill('SIGKILL');
  while ((await mounts()).includes(` ${path.trim()} `)) await sleep(20);
});
