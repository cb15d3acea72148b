import { readdir, readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startServer } from '#main/server/server.ts';

/** What the process of a served window says of itself when it is asked to over its channel. */
export interface Measures {
  /** How late timers came since the last question, in milliseconds, at the 99th percentile and at worst. */
  readonly delayMs: number;
  readonly worstDelayMs: number;
  /** After a collection of garbage: of this thread, and of the whole process. */
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly openFiles: number;
  readonly threads: number;
}

/** A served window as `serve-process.ts`, started with `--expose-gc` and a channel, which answers each message with its measures. */
const [rendererFolder = '', dataFolder = '', ...openedPaths] = process.argv.slice(2);
const server = await startServer({ rendererFolder, dataFolder, openedPaths, version: '1.2.3' });
const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
process.stdout.write(`${server.url}\n`);
process.on('message', () => void answer());
process.once('SIGTERM', () => {
  process.disconnect();
  void server.close();
});

async function answer(): Promise<void> {
  // The histogram holds the distance of two ticks; what is late is what goes beyond the resolution.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
  const [delayMs, worstDelayMs] = [late(delay.percentile(99)), late(delay.max)];
  globalThis.gc?.();
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const measures: Measures = {
    delayMs,
    worstDelayMs,
    heapBytes: process.memoryUsage().heapUsed,
    residentBytes: process.memoryUsage().rss,
    openFiles: (await readdir('/proc/self/fd').catch(() => [])).length,
    threads: Number(/^Threads:\s*(\d+)/m.exec(status)?.[1] ?? 0),
  };
  process.send?.(measures);
  delay.reset();
}
