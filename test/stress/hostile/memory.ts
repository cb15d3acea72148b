import { readFile, writeFile } from 'node:fs/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';

/** Forgets how large this process has been; only Linux can. */
export async function forgetPeak(): Promise<void> {
  await writeFile('/proc/self/clear_refs', '5').catch(() => undefined);
}

/** The most memory that this process had since, all its threads together; what it has now where the system does not tell. */
export async function peakMemory(): Promise<Bytes> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? process.memoryUsage.rss() : Number(kilobytes) * 1024;
}

export const inMebibytes = (bytes: Bytes): string => `${String(Math.round(bytes / MiB))} MiB`;
