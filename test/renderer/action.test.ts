import { expect, test, vi } from 'vitest';
import { useBackend } from '#renderer/backend/client.ts';
import { defineAction, definePageAction } from '#renderer/shell/action.ts';
import type { Connection } from '#shared/rpc/define.ts';
import { connectTo, createTestApp, inApp, Machine } from './app.ts';

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

test('while the connection is lost an action says so and does nothing, neither then nor later; what the page does by itself goes on', async () => {
  const machine = new Machine();
  const first = connectTo(machine);
  const second = Promise.withResolvers<Connection>();
  let opened = 0;
  const app = createTestApp(machine, () => (++opened === 1 ? Promise.resolve(first) : second.promise));
  const done: string[] = [];
  const { status, action, onPage } = inApp(app, () => ({
    ...useBackend(),
    action: defineAction({ validate: () => undefined, run: () => Promise.resolve(void done.push('action')) }),
    onPage: definePageAction({ validate: () => undefined, run: () => Promise.resolve(void done.push('page')) }),
  }));
  const becomes = (wanted: string) =>
    vi.waitFor(() => {
      expect(status.value).toBe(wanted);
    });
  await becomes('online');
  expect(action.canRun.value).toBe(true);
  first.close();
  await becomes('lost');
  expect([action.reason.value, onPage.reason.value]).toEqual(['Platter is not connected.', undefined]);
  await action.run();
  await onPage.run();
  second.resolve(connectTo(machine));
  await becomes('online');
  expect([action.canRun.value, done]).toEqual([true, ['page']]);
});
