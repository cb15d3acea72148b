import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ByteRange } from '#shared/model/bytes.ts';
import type { GuestContents, GuestPartition, TrustedPartition } from '#shared/model/guest.ts';
import type { GuestDisk } from '#main/core/guest/guest.ts';
import { freeRuns } from '#main/core/guest/free-runs.ts';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { openForReading, openForWriting } from '#main/core/io/node-file.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { toolPath } from '#test/support/need.ts';

/** Runs a tool and returns what it printed; a failure carries its messages. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  return (await runForBytes(command, ...args)).toString('utf8');
}

/** As `run`, for tools that print the content of files. */
export function runForBytes(command: string, ...args: readonly string[]): Promise<Buffer> {
  return runWithInput('', command, ...args);
}

/** As `run`, for tools that read what to do. */
export async function runWithInput(input: string, command: string, ...args: readonly string[]): Promise<Buffer> {
  const env = { ...process.env, PATH: toolPath, LC_ALL: 'C.UTF-8' };
  const options = { env, encoding: 'buffer', maxBuffer: 64 * 2 ** 20 } as const;
  const running = promisify(execFile)(command, args, options);
  // A tool that does not read may be gone already.
  running.child.stdin?.on('error', () => undefined).end(input);
  return (await running).stdout;
}

/** A new file of zeros. */
export async function blankFile(path: string, size: number): Promise<string> {
  await writeFile(path, '');
  await truncate(path, size);
  return path;
}

/** A file as a disk. */
function diskOf(reader: Reader): GuestDisk {
  return { virtualSize: reader.size, read: (at, target, signal) => reader.read(at, target, signal) };
}

/** Bytes as a disk. */
export function diskOfBytes(content: Uint8Array): GuestDisk {
  return diskOf(new MemoryFile(content));
}

export async function inspectFile(path: string): Promise<GuestContents> {
  await using file = await openForReading(path);
  return await inspectGuest(diskOf(file));
}

/** The only partition of a disk. */
export function onlyOne({ partitions }: GuestContents): GuestPartition {
  const [partition] = partitions;
  if (!partition || partitions.length > 1) throw new Error(`${String(partitions.length)} partitions`);
  return partition;
}

/** A partition that must be trusted. */
export function trusted(partition: GuestPartition | undefined): TrustedPartition {
  if (partition?.space) return partition;
  throw new Error(`not trusted: ${JSON.stringify(partition)}`);
}

export async function allFreeRuns(disk: GuestDisk, partition: GuestPartition): Promise<ByteRange[]> {
  const runs: ByteRange[] = [];
  for await (const batch of freeRuns(disk, partition)) runs.push(...batch);
  return runs;
}

/** Free runs must be in order, apart, inside the partition, and as much as was promised. */
export function requireHonestRuns(runs: readonly ByteRange[], { range, space }: TrustedPartition): void {
  let end = range.start - 1;
  let total = 0;
  for (const { start, length } of runs) {
    if (!(start > end && length > 0)) throw new Error(`the run at ${String(start)} is not after ${String(end)}`);
    end = start + length;
    total += length;
  }
  if (end > range.start + range.length) throw new Error(`runs end at ${String(end)}, outside the partition`);
  if (total !== space.freeBytes) throw new Error(`${String(total)} bytes in runs, but ${String(space.freeBytes)} free`);
}

/**
 * Fills everything in an image that is said to be free with junk, and returns what was said. Whoever then still finds all
 * files whole, and the file system sound, has proved that it was free.
 */
export async function ruinFreeSpace(path: string): Promise<GuestContents> {
  await using file = await openForWriting(path);
  const disk = diskOf(file);
  const contents = await inspectGuest(disk);
  const junk = new Uint8Array(2 ** 20).fill(0xa7);
  for (const partition of contents.partitions) {
    if (!partition.space) continue;
    const runs = await allFreeRuns(disk, partition);
    requireHonestRuns(runs, partition);
    for (const { start, length } of runs) {
      for (let at = 0; at < length; at += junk.length) {
        await file.write(start + at, junk.subarray(0, Math.min(junk.length, length - at)));
      }
    }
  }
  return contents;
}

/** Content that no two files share. */
export function contentOf(name: string, size: number): Buffer {
  const seed = createHash('sha256').update(name).digest();
  return Buffer.alloc(size, seed);
}
