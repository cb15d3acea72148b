import { expect, test } from 'vitest';
import { defineAction } from '#renderer/shell/action.ts';
import { createTestApp, inApp, Machine } from './app.ts';

test('an action that is running keeps its button enabled, which would lose the focus, and does nothing when pressed again', async () => {
  const app = createTestApp(new Machine());
  let runs = 0;
  const ended = Promise.withResolvers<undefined>();
  const action = inApp(app, () =>
    defineAction({
      validate: () => (runs > 0 ? 'Once is enough.' : undefined),
      run: async () => {
        runs += 1;
        await ended.promise;
      },
    }),
  );
  const first = action.run();
  await action.run();
  expect([runs, action.isRunning.value, action.canRun.value, action.reason.value]).toEqual([1, true, true, undefined]);
  ended.resolve(undefined);
  await first;
  expect([action.isRunning.value, action.canRun.value, action.reason.value]).toEqual([false, false, 'Once is enough.']);
  await action.run();
  expect(runs).toBe(1);
});
