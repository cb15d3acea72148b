import { expect, test, vi } from 'vitest';
import { createBackend } from '#renderer/backend/client.ts';
import { contract } from '#shared/contract/index.ts';
import type { Connection } from '#shared/rpc/define.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';
import { Machine } from './app.ts';

test('a lost connection is told, opened again, and calls made meanwhile wait for it', async () => {
  const machine = new Machine();
  const opened: Connection[] = [];
  let failures = 0;
  const backend = createBackend(
    () => {
      if (opened.length === 1 && failures < 2) {
        failures += 1;
        return Promise.reject(new Error('not reachable'));
      }
      const [client, server] = createPair();
      serve(contract, machine.services, server);
      opened.push(client);
      return Promise.resolve(client);
    },
    { delayBefore: () => 100 },
  );
  await backend.api();
  expect(backend.status.value).toBe('online');

  opened[0]?.close();
  await vi.waitFor(() => {
    expect(backend.status.value).toBe('lost');
  });
  const about = await (await backend.api()).shell.about({});
  expect([about.version, backend.status.value, failures]).toEqual(['1.0.0', 'online', 2]);
});

test('without a token the window is locked', () => {
  expect(createBackend(undefined).status.value).toBe('locked');
});
