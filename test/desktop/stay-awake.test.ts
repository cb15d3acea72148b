import { expect, test, vi } from 'vitest';
import { stayAwake } from '#main/desktop/stay-awake.ts';
import { powerSaveBlocker } from '../support/electron-double.ts';
import { job, paused, queued, running, succeeded } from './job.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

test('the machine stays awake, once, while a job runs, and may sleep when all are paused or ended', () => {
  const tell = stayAwake();
  const kept = () => [...powerSaveBlocker.started.values()];
  tell([job('a', queued)]);
  expect(kept()).toEqual([]);
  tell([job('a', running()), job('b', running())]);
  tell([job('a', running()), job('b', paused(1, 2))]);
  expect(kept()).toEqual(['prevent-app-suspension']);
  tell([job('a', paused(1, 2)), job('b', paused(1, 2))]);
  expect(kept()).toEqual([]);
  tell([job('a', running()), job('b', paused(1, 2))]);
  expect(kept()).toEqual(['prevent-app-suspension']);
  tell([job('a', succeeded)]);
  expect(kept()).toEqual([]);
});
