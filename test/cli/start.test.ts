import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { builtCli } from '#test/support/program.ts';
import { runCli } from '#test/support/run-cli.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

/** Told by a program at its end: what it loaded of Node that is not always loaded, and what it made of Intl, which loads ICU's data. */
const recorder = `
  const made = [];
  for (const name of ['NumberFormat', 'DateTimeFormat', 'Collator', 'PluralRules', 'ListFormat', 'Segmenter']) {
    Intl[name] = new Proxy(Intl[name], {
      construct: (target, words) => (made.push('Intl.' + name), new target(...words)),
      apply: (target, _, words) => (made.push('Intl.' + name), target(...words)),
    });
  }
  process.on('exit', () => {
    const loaded = process.moduleLoadList.flatMap((line) => /^NativeModule (?!internal\\/)(.+)/.exec(line)?.[1] ?? []);
    process.stderr.write(JSON.stringify([...loaded, ...made]));
  });
`;

/** Each takes milliseconds to load, or begins something that does. */
const slow = [
  'assert',
  'child_process',
  'crypto',
  'dgram',
  'dns',
  'http',
  'http2',
  'https',
  'inspector',
  'readline',
  'tls',
  'zlib',
];

// How long a start takes is measured by the benchmark; what makes it long is seen here. A formatter of Intl at the top of a module once took 13 ms of every start.
const program = [process.execPath, builtCli] as const;

describe.skipIf(!existsSync(builtCli))('the built command line starts quickly', () => {
  test.each(['--version', 'info disk.vdi', 'info disk.vdi --json', 'map disk.vdi'])(
    'and loads nothing slow for "platter %s"',
    async (line) => {
      await using folder = await TempFolder.create();
      expect(await runCli(['create', 'disk.vdi', '--size', '4MiB'], { folder: folder.path, program })).toMatchObject({
        code: 0,
      });
      await writeFile(folder.at('recorder.cjs'), recorder);
      const environment = { NODE_OPTIONS: `--require=${folder.at('recorder.cjs')}` };
      const { code, stderr } = await runCli(line.split(' '), { folder: folder.path, program, environment });
      const loaded = JSON.parse(stderr) as string[];
      expect(code).toBe(0);
      expect(loaded).toContain('fs');
      expect(loaded.filter((name) => slow.includes(name) || name.startsWith('Intl.'))).toEqual([]);
    },
  );
});
