import { z } from 'zod';
import { jobSnapshot } from '#shared/contract/job-snapshot.ts';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { isPreview, type JobSnapshot } from '#shared/model/job.ts';

/** Of one file of the history; what does not fit is forgotten, the oldest first. */
const fileBytes: Bytes = 4 * MiB;
/** Of one job: a check of a ruined image can find very much. Its result is forgotten, the job is not. */
const jobBytes: Bytes = 256 * KiB;
/** A file above this was not written by Platter. */
export const longestDocument: Bytes = 2 * fileBytes;

const version = 1;

const document = z.object({
  version: z.literal(version),
  /** Unix milliseconds. */
  savedAt: z.number(),
  jobs: z.array(jobSnapshot),
});

/** What a file of the history says. `jobs` is in the order of their list, the oldest first. */
export interface HistoryDocument {
  readonly savedAt: number;
  readonly jobs: readonly JobSnapshot[];
}

/** The jobs as text, as many as fit: those that have not ended before all others, then the newest, previews last. */
export function encode(jobs: readonly JobSnapshot[], savedAt: number): string {
  const isOpen = ({ endedAt }: JobSnapshot) => endedAt === undefined;
  const ended = jobs.filter((job) => !isOpen(job)).reverse();
  const byWorth = [...jobs.filter(isOpen), ...ended.filter((job) => !isPreview(job)), ...ended.filter(isPreview)];
  const kept = new Map<JobSnapshot, string>();
  let room = fileBytes;
  for (const job of byWorth) {
    const text = encodeJob(job);
    room -= Buffer.byteLength(text) + 1;
    if (room < 0) break;
    kept.set(job, text);
  }
  const list = jobs.flatMap((job) => kept.get(job) ?? []).join(',\n');
  return `{"version":${version},"savedAt":${savedAt},"jobs":[\n${list}\n]}\n`;
}

/** A speed means nothing later. */
function encodeJob(job: JobSnapshot): string {
  const kept = { ...job, bytesPerSecond: undefined, secondsLeft: undefined };
  const whole = JSON.stringify(kept);
  if (Buffer.byteLength(whole) <= jobBytes || job.state.kind !== 'succeeded') return whole;
  return JSON.stringify({ ...kept, state: { kind: 'succeeded', result: null } });
}

/**
 * What a text says, `newer` for one that a later version of Platter wrote and that is to be left to it, or the problem with it
 * as a clause.
 */
export function decode(text: string): HistoryDocument | 'newer' | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is not JSON' };
  }
  const newer = z.object({ version: z.int().gt(version) });
  if (newer.safeParse(value).success) return 'newer';
  const parsed = document.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}` };
}
