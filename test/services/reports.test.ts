import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobSnapshot } from '#shared/model/job.ts';
import { createBoard, type Board } from '#main/core/jobs/board.ts';
import { createFilePolicy } from '#main/services/file-policy.ts';
import { maintainService } from '#main/services/maintain.ts';
import { reportsService } from '#main/services/reports.ts';
import { makeDamagedVdi } from '#test/operations/report-samples.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
let board: Board;
let reports: ReturnType<typeof reportsService>;
let job: JobSnapshot;

/** The report of a check that really ran, in a worker of its own. */
beforeEach(async () => {
  folder = await TempFolder.create();
  board = createBoard();
  const policy = createFilePolicy();
  const image = await makeDamagedVdi(folder, 'web-server.vdi');
  await policy.grant([image]);
  reports = reportsService(policy, board);
  const { signal } = new AbortController();
  const { id } = await maintainService(policy, board).check({ path: image }, signal);
  job = await ended(id);
});
afterEach(async () => {
  await board.close();
  await folder[Symbol.asyncDispose]();
});

async function ended(id: string): Promise<JobSnapshot> {
  for await (const jobs of board.watch(new AbortController().signal)) {
    const found = jobs.find((one) => one.id === id);
    if (found?.endedAt !== undefined) return found;
  }
  throw new Error('the board was closed');
}

function save(kind: 'html' | 'json', path: string) {
  return reports.save({ job: job.id, kind, path }, new AbortController().signal);
}

describe('the report of a job', () => {
  it('is saved as a page and as JSON, where the person wants it', async () => {
    expect(await save('html', folder.at('report.html'))).toEqual({ path: folder.at('report.html') });
    expect(await readFile(folder.at('report.html'), 'utf8')).toContain('vdi.slot-used-twice');
    await save('json', folder.at('report.json'));
    const result = job.state.kind === 'succeeded' ? job.state.result : undefined;
    expect(result).toMatchObject({ format: 'vdi', summary: { fatal: 0 } });
    expect(JSON.parse(await readFile(folder.at('report.json'), 'utf8'))).toEqual(result);
  });

  it('goes nowhere that the person did not choose, and never over its image', async () => {
    await using elsewhere = await TempFolder.create();
    await expect(save('html', elsewhere.at('report.html'))).rejects.toMatchObject({ reason: 'file.not-granted' });
    await expect(save('html', folder.at('web-server.vdi'))).rejects.toMatchObject({ reason: 'input.invalid' });
    expect([await folder.names(), await elsewhere.names()]).toEqual([['web-server.vdi'], []]);
  });
});
