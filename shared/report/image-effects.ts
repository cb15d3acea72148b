import { z } from 'zod';
import type { JobSnapshot } from '../model/job.ts';
import type { RememberedHealth } from '../model/library.ts';

const count = z.number().int().nonnegative();
const image = z.object({ path: z.string(), output: z.string().optional() });
const checkResult = z.object({ summary: z.object({ fatal: count, damage: count, waste: count, note: count }) });
const compactResult = z.object({ reclaimed: z.number() });

/** Jobs whose result says how an image is. */
const checks: readonly string[] = ['check', 'repair', 'undo-repair'];
/** Jobs that change an image where it is. */
const changes: readonly string[] = ['repair', 'undo-repair', 'compact'];
/** Refusals that come before anything is written. */
const refusals: readonly string[] = ['unsupported', 'denied', 'missing-file', 'invalid-input', 'cancelled'];

/** True when an ended job may have changed the image it was about, so that what was known of that counts no more. */
export function mayHaveChanged({ operation, input, state, startedAt }: JobSnapshot): boolean {
  if (!changes.includes(operation) || startedAt === undefined) return false;
  if (operation === 'compact' && image.safeParse(input).data?.output !== undefined) return false;
  if (state.kind === 'failed') return !refusals.includes(state.error.code);
  if (operation !== 'compact' || state.kind !== 'succeeded') return true;
  return compactResult.safeParse(state.result).data?.reclaimed !== 0;
}

/** What an ended job says of the health of its image; undefined where it says nothing. */
export function healthAfter(
  job: JobSnapshot,
): { readonly path: string; readonly health: RememberedHealth } | undefined {
  const path = image.safeParse(job.input).data?.path;
  const { operation, state, endedAt } = job;
  if (path === undefined || endedAt === undefined) return undefined;
  const isCheck = checks.includes(operation) && state.kind === 'succeeded';
  const found = isCheck ? checkResult.safeParse(state.result).data?.summary : undefined;
  if (found) return { path, health: { found, at: endedAt } };
  return mayHaveChanged(job) ? { path, health: { found: null, at: endedAt } } : undefined;
}
