import { expect, test } from 'vitest';
import { parseCommandLine } from '#main/cli/parse.ts';
import { verbs } from '#main/cli/verbs.ts';
import { DiskError } from '#shared/errors.ts';
import { GiB } from '#shared/model/bytes.ts';

test('every option arrives under its own name, with its value read', () => {
  const words = 'convert a.vdi b.vmdk --format VMDK --variant streamOptimized -o x=1 -o y=a=b --level 9';
  const request = parseCommandLine(
    [...words.split(' '), '--no-verify', '--overwrite', '--progress=json', '--source-format', 'vdi', '--json'],
    '1',
  );
  expect(request).toMatchObject({
    kind: 'verb',
    verb: { name: 'convert' },
    arguments: ['a.vdi', 'b.vmdk'],
    options: {
      format: 'VMDK',
      variant: 'streamOptimized',
      option: { x: '1', y: 'a=b' },
      level: 9,
      verify: false,
      overwrite: true,
      progress: 'json',
      sourceFormat: 'vdi',
      json: true,
    },
  });
});

test.each([
  ['512', 512],
  ['4KiB', 4096],
  ['1.5G', 1.5 * GiB],
  ['0', 0],
])('--size %s is %i bytes', (text, size) => {
  expect(parseCommandLine(['create', 'a', '--size', text], '1')).toMatchObject({ options: { size } });
});

test('options that are not given are absent', () => {
  expect(parseCommandLine(['convert', 'a', 'b'], '1')).toMatchObject({ options: {} });
});

test('an option whose value may be left out never takes the image for it', () => {
  const parse = (line: string) => parseCommandLine(line.split(' '), '1');
  expect(parse('check --repair a.vdi')).toMatchObject({ arguments: ['a.vdi'], options: { repair: 'lossless' } });
  expect(parse('check a.vdi --repair=all')).toMatchObject({ arguments: ['a.vdi'], options: { repair: 'all' } });
  expect(parse('check -- --repair')).toMatchObject({ arguments: ['--repair'], options: {} });
});

test('help of create says what a child does not take, and how its parent is read', () => {
  const request = parseCommandLine(['create', '--help'], '1');
  const help = request.kind === 'text' ? request.text.replaceAll(/\s+/g, ' ') : '';
  expect(help).toContain('takes neither --variant nor --for');
  expect(help).toContain('--source-format <format> Format of the parent');
});

test('a path may begin with a dash after two dashes', () => {
  expect(parseCommandLine(['info', '--', '--json', '-x'], '1')).toMatchObject({
    arguments: ['--json', '-x'],
    options: {},
  });
});

test.each([
  ['', 'No verb is given. "platter --help" lists the verbs.'],
  ['help frobnicate', 'There is no verb "frobnicate". "platter --help" lists the verbs.'],
  ['convrt a b', "Unknown command 'convrt' (Did you mean convert?)"],
  ['info', "Missing required argument 'image'."],
  ['hash a b', "Too many arguments for 'hash'. Expected 1 argument but got 2: a, b."],
  ['info --formt raw a', "Unknown option '--formt'."],
  ['info a --source-format', "Option '--source-format <format>' argument missing."],
  ['map -', '"-" is not a path: an image is read and written in any order, which a pipe does not allow.'],
  ...['create a --parent -', 'compact a --output -', 'info a --parents -'].map((line) => [
    line,
    '"-" is not a path: an image is read and written in any order, which a pipe does not allow.',
  ]),
  ['compact a --output=', 'A path is empty.'],
  ['convert a b -o level', '-o takes key=value, not "level".'],
  ['convert a b -o =1', '-o takes key=value, not "=1".'],
  ['convert a b -o x=1 -o x=2', 'The option x is given twice.'],
  ['convert a b --level high', '--level takes a whole number, not "high".'],
  ['convert a b --level 1.5', '--level takes a whole number, not "1.5".'],
  ['hash a --progress=fancy', '--progress takes "json", not "fancy".'],
  ['write a.vdi', "Required option '--offset <size>' not specified."],
  ['check a.vdi --repair=some', '--repair takes "lossless", which it means by itself, or "all", not "some".'],
  ['resize a.vdi 1G --shrink=all', '--shrink takes "empty", which it means by itself, or "data", not "all".'],
  ...['big', '-1', '1.5', '4XiB', '8192TiB'].map((size) => [
    `create a.vdi --size ${size}`,
    `--size takes whole bytes or a number with a unit, such as 10GiB, below 8192 TiB; not "${size}".`,
  ]),
  ['serve --port 65536', '--port takes a number from 0 to 65535, not "65536".'],
  ['serve --port 0x50', '--port takes a number from 0 to 65535, not "0x50".'],
])('"platter %s" is wrong usage and says why', (line, problem) => {
  expect(() => parseCommandLine(line.split(' ').filter(Boolean), '1')).toThrow(
    new DiskError('input.invalid', { problem }),
  );
});

test('an empty path is refused rather than taken for the current folder', () => {
  expect(() => parseCommandLine(['info', ''], '1')).toThrow('A path is empty.');
});

test('help lists every verb, and every verb has help of its own with its exit codes', () => {
  const help = parseCommandLine(['--help'], '1');
  for (const { name } of verbs) {
    expect(help).toHaveProperty('text', expect.stringMatching(new RegExp(`^  ${name} `, 'm')));
    const own = expect.stringMatching(new RegExp(`^Usage: platter ${name} [^]*Exit codes:\n  0   fine`)) as unknown;
    expect(parseCommandLine([name, '--help'], '1')).toEqual({ kind: 'text', text: own });
    expect(parseCommandLine(['help', name], '1')).toEqual({ kind: 'text', text: own });
  }
});

test('the version is printed as it is', () => {
  expect(parseCommandLine(['--version'], '1.2.3')).toEqual({ kind: 'text', text: '1.2.3\n' });
});
