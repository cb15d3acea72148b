import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#test/support/need.ts';
import { runCli } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { asar } from './builder-parts.ts';
import { fuseStates, wantedFuses } from './fuse-states.ts';
import { packForLinux, type PackedForLinux } from './pack.ts';

const packSeconds = 60;

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('The program, packed for Linux', () => {
  let temp: TempFolder;
  let packed: PackedForLinux;
  let version: string;

  beforeAll(async () => {
    temp = await TempFolder.create();
    packed = await packForLinux(temp.at('packed'));
    const manifest = await readFile(path.join(projectFolder, 'package.json'), 'utf8');
    version = (JSON.parse(manifest) as { version: string }).version;
  }, packSeconds * 1000);

  afterAll(() => temp[Symbol.asyncDispose]());

  const archive = (): string => path.join(packed.folder, 'resources/app.asar');

  /** Files of the archive, without folders. */
  const archived = (): readonly string[] => {
    const names = asar.listPackage(archive(), { isPack: false });
    return names.filter((name) => !names.some((other) => other.startsWith(`${name}/`)));
  };

  it('holds what was built, koffi, and nothing else', async () => {
    const built = await readdir(path.join(projectFolder, 'out'), { recursive: true, withFileTypes: true });
    const expected = built
      .filter((entry) => entry.isFile())
      .map((entry) => `/${path.relative(projectFolder, path.join(entry.parentPath, entry.name))}`);
    const [modules, others] = split(archived(), (name) => name.startsWith('/node_modules/'));
    expect(others.toSorted()).toEqual([...expected, '/package.json'].toSorted());
    expect(
      new Set(
        modules.map((name) =>
          name
            .split('/')
            .slice(2, name.includes('/@') ? 4 : 3)
            .join('/'),
        ),
      ),
    ).toEqual(new Set(['koffi', '@koromix/koffi-linux-x64']));
    expect(modules.filter((name) => !/\.(c?js|json|node)$|\/LICENSE\.txt$/.test(name))).toEqual([]);
  });

  it('keeps only the native library outside of the archive', async () => {
    const unpacked = await readdir(`${archive()}.unpacked`, { recursive: true });
    expect(unpacked.filter((name) => path.extname(name) !== '')).toEqual([
      'node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node',
    ]);
  });

  it('keeps the licenses of its runtime, and the words of Chromium in the languages of the program', async () => {
    expect(await readdir(packed.folder)).toEqual(
      expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']),
    );
    expect(await readdir(path.join(packed.folder, 'locales'))).toEqual(['de.pak', 'en-US.pak']);
  });

  it('has its fuses set', async () => {
    expect(await fuseStates(path.join(packed.folder, 'platter-desktop'))).toBe(wantedFuses);
  });

  it('runs its command line under plain Node, from the extracted archive', async () => {
    const folder = temp.at('extracted');
    asar.extractAll(archive(), folder);
    const program = [process.execPath, path.join(folder, 'out/main/cli.js')] as const;
    expect(await runCli(['--version'], { program })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    await makeSampleDisk(temp.at('plain.img'), 1024 * 1024);
    const convert = ['convert', temp.at('plain.img'), temp.at('plain.vmdk'), '--source-format', 'raw'];
    expect((await runCli(convert, { program })).code).toBe(0);
    const compare = ['compare', temp.at('plain.img'), temp.at('plain.vmdk'), '--source-format', 'raw'];
    expect((await runCli(compare, { program })).code).toBe(0);
  });

  describe('by its launcher', () => {
    const platter = (...words: readonly string[]) =>
      runLauncher(path.join(packed.folder, 'resources/bin/platter'), words, temp.path);

    it('is the command line, with its output and its exit codes, and opens no window', async () => {
      expect(await platter('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
      expect(await platter('info', temp.at('missing.vdi'))).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('missing.vdi') as string,
      });
      expect((await platter()).code).toBe(64);
    });

    it('converts an image whose name looks like a switch of Chromium', async () => {
      await makeSampleDisk(temp.at('--no-sandbox'), 1024 * 1024);
      expect((await platter('convert', '--source-format=raw', '--', '--no-sandbox', 'a b.vdi')).code).toBe(0);
      expect((await platter('compare', '--source-format=raw', '--', '--no-sandbox', 'a b.vdi')).code).toBe(0);
    });

    it('passes the bytes of a disk on unchanged', async () => {
      await makeSampleDisk(temp.at('bytes.img'), 64 * 1024);
      const { stdout } = await platter('read', temp.at('bytes.img'), '--source-format', 'raw');
      expect(Buffer.from(stdout, 'latin1').equals(await readFile(temp.at('bytes.img')))).toBe(true);
    });
  });

  it('is described to the desktop', () => {
    const entry = new Map(packed.appImage.split('\n').map((line) => line.split('=') as [string, string]));
    expect(Object.fromEntries(entry)).toMatchObject({
      Name: 'Platter',
      Icon: 'platter-desktop',
      StartupWMClass: 'platter-desktop',
      MimeType: 'application/x-vdi-disk;application/x-vhd-disk;application/x-vmdk-disk;',
      Categories: 'Utility;',
    });
  });

  it('becomes a Debian package with homepage, maintainer, launcher, types and icons that exist', async () => {
    const { deb } = packed;
    const valueOf = (flag: string) => deb[deb.indexOf(flag) + 1];
    expect(['--name', '--maintainer', '--category', '--license'].map(valueOf)).toEqual([
      'platter',
      'The Platter authors',
      'utils',
      'MIT',
    ]);
    expect(valueOf('--url')).toMatch(/^https:\/\//);
    const mappings = new Map(deb.flatMap((word) => mapping(word)));
    expect(mappings.get('/opt/Platter')).toBe(`${packed.folder}/`);
    // The others are temporary files of electron-builder, gone by now.
    for (const source of mappings.values()) {
      if (!path.isAbsolute(source)) await stat(path.join(projectFolder, source));
    }
    const types = await readFile(
      path.join(projectFolder, mappings.get('/usr/share/mime/packages/platter.xml') ?? ''),
      'utf8',
    );
    const [, declared] = /MimeType=(.*);/.exec(packed.appImage) ?? [];
    expect([...types.matchAll(/type="(.*?)"/g)].map(([, type]) => type).join(';')).toBe(declared);
    for (const [, icon] of types.matchAll(/<icon name="(.*?)"/g)) {
      expect(mappings.has(`/usr/share/icons/hicolor/scalable/mimetypes/${String(icon)}.svg`)).toBe(true);
    }
  });
});

function split<T>(all: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((item) => !isFirst(item))];
}

/** `source=target`, where the target is a path of the installed system. */
function mapping(word: string): readonly [target: string, source: string][] {
  const [, source, target] = /^([^=]+)=(\/.*)$/.exec(word) ?? [];
  return source === undefined || target === undefined ? [] : [[target, source]];
}

/** Runs without a display. Output is taken byte by byte, as latin1. */
function runLauncher(launcher: string, words: readonly string[], folder: string) {
  const env = { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(launcher, words, { env, cwd: folder, encoding: 'latin1' }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
