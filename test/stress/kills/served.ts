import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { connect } from '#shared/rpc/connect.ts';
import type { Random } from '#test/support/random.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { addressOf, makeRendererFolder, openSocket } from '../../server/web-server.ts';
import type { Killed } from './command-line.ts';
import { differenceOf, exists, temporariesIn } from './scenario.ts';

const script = fileURLToPath(new URL('../../support/serve-process.ts', import.meta.url));

interface Served {
  readonly api: Api;
  kill(): Promise<void>;
}

/** Serves the window again and again, starts jobs over its WebSocket, and kills the process while they run. */
export async function killServed({
  times,
  random,
}: {
  readonly times: number;
  readonly random: Random;
}): Promise<Killed> {
  const renderer = await makeRendererFolder();
  await using folder = await TempFolder.create();
  await mkdir(folder.at('data'));
  await sparseImage(folder.at('source.img'), { size: 9 * GiB, data: 24 * MiB });
  const losses: string[] = [];
  const serve = () => serveOnce(renderer.folder, folder);
  let served = await serve();
  try {
    for (let kill = 0; kill < times; kill += 1) {
      const moment = random.below(900);
      const targets = await startJobs(served.api, folder, kill);
      await sleep(moment);
      await served.kill();
      const lose = (problem: string | undefined) => {
        if (problem !== undefined)
          losses.push(`the served window, kill ${String(kill)} after ${String(moment)} ms: ${problem}`);
      };
      for (const target of targets)
        if (await exists(target)) lose(await differenceOf(target, folder.at('source.img'), { secondFormat: 'raw' }));
      served = await serve();
      lose(await problemAfterRestart(served.api, folder));
      for (const target of targets)
        if (await exists(target)) lose(await differenceOf(target, folder.at('source.img'), { secondFormat: 'raw' }));
    }
  } finally {
    await served.kill();
    await renderer.remove();
  }
  return { kills: times, losses };
}

/** Two conversions, one of them over the split disk that an earlier turn made, if it did. Returns what they write. */
async function startJobs({ convert }: Api, folder: TempFolder, turn: number): Promise<readonly string[]> {
  const source = { source: folder.at('source.img'), sourceFormat: 'raw' };
  const split = { ...source, target: folder.at('split.vmdk'), variant: 'twoGbMaxExtentSparse', overwrite: true };
  const stream = { ...source, target: folder.at(`stream-${String(turn)}.vmdk`), variant: 'streamOptimized' };
  await convert.start(split);
  await convert.start(stream);
  return [split.target, stream.target];
}

/** What is not as it should be once the window has tidied up, for which it gets a while. */
async function problemAfterRestart({ jobs }: Api, folder: TempFolder): Promise<string | undefined> {
  const giveUpAt = performance.now() + 30_000;
  while (performance.now() < giveUpAt && (await temporariesIn(folder)).length > 0) await sleep(20);
  const left = await temporariesIn(folder);
  if (left.length > 0) return `left behind: ${left.join(' ')}`;
  for await (const list of jobs.watch({})) {
    const odd = list.find(({ state }) => state.kind !== 'interrupted' && state.kind !== 'succeeded');
    return odd && `a job is ${JSON.stringify(odd.state)}`;
  }
  return 'no jobs are told';
}

async function serveOnce(renderer: string, folder: TempFolder): Promise<Served> {
  const words = [script, renderer, folder.at('data'), folder.path];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const socket = openSocket(addressOf(url));
  await once(socket, 'open');
  return {
    api: connect(contract, webSocketConnection(socket), { validateResults: true }),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
