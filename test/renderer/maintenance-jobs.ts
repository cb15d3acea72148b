import type { CheckResult } from '#shared/model/check.ts';
import type { CompactResult } from '#shared/model/compact.ts';
import type { Finding } from '#shared/model/finding.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';

let lastId = 0;
let clock = 1000;

/** A job that has ended, each later than the one before. */
export function endedJob(operation: string, input: object, state: JobState): JobSnapshot {
  lastId += 1;
  clock += 10;
  return { id: `job-${String(lastId)}`, operation, input, state, createdAt: 1, startedAt: clock - 5, endedAt: clock };
}

/** What a check of an image without faults tells. */
export function checkResult(path: string, changes: Partial<CheckResult> = {}): CheckResult {
  const { findings = [] } = changes;
  const count = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity).length;
  return {
    path,
    format: 'vdi',
    findings,
    summary: { fatal: count('fatal'), damage: count('damage'), waste: count('waste'), note: count('note') },
    blocks: { total: 4, allocated: 2 },
    repaired: [],
    journal: null,
    durationMs: 1,
    ...changes,
  };
}

/** A check or a repair that succeeded. */
export function checked(operation: string, path: string, changes: Partial<CheckResult> = {}): JobSnapshot {
  return endedJob(operation, { path }, { kind: 'succeeded', result: checkResult(path, changes) });
}

/** What a compaction tells that gives back 30 of 100 bytes. */
export function compactResult(path: string, changes: Partial<CompactResult> = {}): CompactResult {
  return {
    path,
    format: 'vdi',
    variant: 'dynamic',
    output: null,
    isPreview: false,
    before: { fileSize: 100, allocatedSize: 100 },
    after: { fileSize: 70, allocatedSize: 70 },
    reclaimed: 30,
    zeroBytes: 10,
    sameAsParentBytes: 0,
    discardedBytes: 0,
    orphanedBytes: 20,
    guestFreeBytes: 0,
    movedBytes: 0,
    partitions: [],
    durationMs: 1,
    ...changes,
  };
}

export const lowCount: Finding = {
  code: 'vdi.count-low',
  severity: 'damage',
  facts: { name: 'a.vdi', count: 1, slot: 2 },
  where: { file: 'a.vdi', start: 388, length: 4 },
  fix: { loss: 'none' },
};

export const slotOutOfRange: Finding = {
  code: 'vdi.slot-range',
  severity: 'damage',
  facts: { name: 'a.vdi', block: 1, slot: 9, slots: 4 },
  fix: { loss: 'possible' },
};
