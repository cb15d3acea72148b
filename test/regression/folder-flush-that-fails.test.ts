import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atomically } from '#main/core/io/atomic-output.ts';
import { intercept } from '#test/stress/support/intercept.ts';
import { pathOf, type Hook, type Request } from '#test/stress/support/requests.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

/** The names of a folder get to the medium once, and not the second time. */
class Medium implements Hook {
  flushes = 0;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async request<T>(request: Request, carryOut: () => Promise<T>): Promise<T> {
    if (request.kind !== 'flush' || pathOf(request) !== this.#folder) return carryOut();
    this.flushes += 1;
    if (this.flushes === 2) throw Object.assign(new Error('EIO: made to fail, fsync'), { code: 'EIO' });
    return carryOut();
  }

  system(_: unknown, carryOut: () => 'done' | 'not done'): 'done' | 'not done' {
    return carryOut();
  }
}

test('a folder that cannot be flushed after an old main file was replaced keeps no spare names', async () => {
  await using folder = await TempFolder.create();
  await writeFile(folder.at('disk'), 'old');
  const medium = new Medium(folder.path);
  const attempt = async () => {
    using intercepted = intercept(folder.path, medium);
    await atomically(folder.at('disk'), { overwrite: true }, async (files) => {
      await (await files.sibling('disk-s001')).write(0, Buffer.from('sibling'));
      await files.main.write(0, Buffer.from('new'));
    }).finally(() => {
      expect(intercepted.held).toEqual([]);
    });
  };
  await expect(attempt()).rejects.toMatchObject({ code: 'io' });
  expect(medium.flushes).toBeGreaterThanOrEqual(2);
  expect(await folder.names()).toEqual(['disk', 'disk-s001']);
  expect(await readFile(folder.at('disk'), 'utf8')).toBe('new');
});
