import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encode } from '#main/core/jobs/history/document.ts';
import { toWire, DiskError } from '#shared/errors.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

function conversion(name: string, more: object = {}): object {
  return {
    source: `/machines/${name}.vmdk`,
    target: `/machines/converted/${name}.vdi`,
    format: 'vdi',
    variant: 'dynamic',
    virtualSize: 80 * GiB,
    dataBytes: 21 * GiB,
    zeroBytes: 59 * GiB,
    bytesWritten: 21 * GiB + 2 * MiB,
    files: [`/machines/converted/${name}.vdi`],
    digest: { algorithm: 'sha256', value: '3f9a41c27be0d85512'.padEnd(64, '0') },
    verified: true,
    durationMs: 68_000,
    ...more,
  };
}

const salvaged = {
  lost: [
    { start: 5 * MiB, length: 64 * 1024 },
    { start: 9 * GiB, length: 2 * MiB },
  ],
  lostBytes: 2 * MiB + 64 * 1024,
  lostRanges: 2,
};

const created = {
  path: '/machines/build-agent.vmdk',
  format: 'vmdk',
  variant: 'twoGbMaxExtentSparse',
  virtualSize: 64 * GiB,
  files: Array.from({ length: 33 }, (_, index) => `/machines/build-agent-s${String(index).padStart(3, '0')}.vmdk`),
};

/** One of each way a job can have ended, the oldest first, and what it was. */
const endings: readonly (readonly [operation: string, input: object, state: JobState])[] = [
  [
    'convert',
    { source: '/machines/web-server.vmdk', target: '/machines/converted/web-server.vdi' },
    { kind: 'succeeded', result: conversion('web-server') },
  ],
  [
    'convert',
    { source: '/machines/old-laptop.vmdk', target: '/machines/converted/old-laptop.vdi', salvage: true },
    { kind: 'succeeded', result: conversion('old-laptop', salvaged) },
  ],
  ['create', { target: '/machines/build-agent.vmdk', virtualSize: 64 * GiB }, { kind: 'succeeded', result: created }],
  [
    'convert',
    { source: '/machines/mail.vhd', target: '/machines/converted/mail.vdi' },
    { kind: 'failed', error: toWire(new DiskError('file.missing', { path: '/machines/mail.vhd' })) },
  ],
  ['convert', { source: '/machines/scratch.img', target: '/machines/converted/scratch.vdi' }, { kind: 'cancelled' }],
  [
    'convert',
    { source: '/machines/backup.vmdk', target: '/machines/converted/backup.vdi' },
    {
      kind: 'interrupted',
      progress: { phase: 'copy', done: 3 * GiB, total: 14 * GiB, unit: 'bytes' },
      notice: toWire(
        new DiskError('job.left-behind', {
          cause: 'Platter ended while it ran',
          folder: '/machines/converted',
          problem: 'The folder cannot be written.',
        }),
      ),
    },
  ],
  [
    'convert',
    { source: '/machines/archive.vmdk', target: '/machines/converted/archive.vdi' },
    { kind: 'interrupted', progress: null, notice: null },
  ],
];

/**
 * Puts jobs of earlier days into the history of a person, before the server starts: one of each ending and `more` that were
 * cancelled; and beside them a file of the history that is damaged.
 */
export async function writePastJobs(home: string, more: number): Promise<void> {
  const now = Date.now();
  const many = Array.from({ length: more }, (_, index): (typeof endings)[number] => [
    'convert',
    { source: `/machines/disk-${String(index)}.img`, target: `/machines/converted/disk-${String(index)}.vdi` },
    { kind: 'cancelled' },
  ]);
  const jobs = [...many, ...endings].map(([operation, input, state], index): JobSnapshot => {
    const startedAt = now - day - (more + 20 - index) * minute;
    return {
      id: `past-${String(index)}`,
      operation,
      input,
      state,
      createdAt: startedAt,
      startedAt,
      endedAt: startedAt + 45_000,
    };
  });
  const folder = path.join(home, 'platter/jobs');
  await mkdir(folder, { recursive: true });
  // Written by processes of another computer, long ago: their files are this one's now.
  for (const [name, text] of [
    ['00000000-1-00000000.json', encode(jobs, now - 2 * day)],
    ['00000000-2-11111111.json', '{ no jobs'],
  ] as const) {
    const file = path.join(folder, name);
    await writeFile(file, text);
    await utimes(file, new Date(now - 3 * day), new Date(now - 3 * day));
  }
}
