import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { lossesOf, type Campaign, type Length, type Outcome } from '#test/stress/campaign.ts';
import type { FromCampaign } from './messages.ts';

/** A line of the table. */
export interface Row {
  readonly campaign: Campaign;
  readonly tried: number;
  readonly losses: readonly string[];
  readonly remarks: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly length: Length;
  readonly seed: number;
  /** Ends it, wherever it is. */
  readonly deadline: AbortSignal;
  readonly say: (line: string) => void;
}

const script = fileURLToPath(new URL('./campaign-process.ts', import.meta.url));

/** Runs a campaign in a process of its own; that it ends without an outcome is a loss like others. */
export async function runCampaign(campaign: Campaign, { length, seed, deadline, say }: RunOptions): Promise<Row> {
  const { title } = campaign;
  say(`${title}…`);
  const startedAt = performance.now();
  const outcome = await new Promise<Outcome>((resolve) => {
    const child = fork(script, [title, length, String(seed)], { killSignal: 'SIGKILL', signal: deadline });
    const lost = (loss: string) => {
      resolve({ tried: 0, losses: [loss] });
    };
    child.on('message', (message: FromCampaign) => {
      if (message.kind === 'report') say(`${title}: ${message.line}`);
      else resolve(message.outcome);
    });
    child.once('error', (problem) => {
      lost(deadline.aborted ? 'it was not done in time' : problem.message);
    });
    child.once('exit', (code, signal) => {
      lost(`it ended with ${String(code ?? signal)} before it had an outcome`);
    });
  });
  const seconds = (performance.now() - startedAt) / 1000;
  say(`${title}: ${String(outcome.tried)} tried, ${String(outcome.losses.length)} lost, ${seconds.toFixed(0)} s`);
  const losses = lossesOf(campaign, length, outcome);
  return { campaign, tried: outcome.tried, losses, remarks: outcome.remarks ?? '', seconds };
}
