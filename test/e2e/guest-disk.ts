import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MiB } from '#shared/model/bytes.ts';
import { toolPath } from '#test/support/need.ts';

const run = promisify(execFile);

/** A raw disk of 64 MiB full of noise, with a file system that uses little of it, and a swap partition. */
export async function makeGuestDisk(disk: string): Promise<void> {
  const env = { ...process.env, PATH: toolPath };
  const noise = await open(disk, 'w');
  try {
    for (let written = 0; written < 64; written += 1) await noise.write(randomBytes(MiB));
  } finally {
    await noise.close();
  }
  const sfdisk = run('sfdisk', ['--quiet', disk], { env });
  sfdisk.child.stdin?.end('label: dos\nstart=2048, size=98304, type=83\nstart=100352, size=20480, type=82\n');
  await sfdisk;
  const options = ['-q', '-F', '-E', 'nodiscard,offset=1048576,lazy_itable_init=0', '-L', 'root'];
  await run('mkfs.ext4', [...options, disk, '48M'], { env });
}
