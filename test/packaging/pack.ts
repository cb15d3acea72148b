import path from 'node:path';
import { build, type Configuration } from 'electron-builder';
import { ensureBuilt } from '#test/support/build.ts';
import { projectFolder } from '#test/support/need.ts';
import { writeStubForLinux, writeStubForWindows } from './stub-electron.ts';

/** A program packed for Linux, and what electron-builder would do next with tools that it would have to download. */
export interface PackedForLinux {
  readonly folder: string;
  /** The words for fpm, which makes the .deb. */
  readonly deb: readonly string[];
  /** The desktop entry in the AppImage. */
  readonly appImage: string;
}

/** Packs the program for Linux, on a stub of Electron, by the project's own configuration and without a network. */
export async function packForLinux(folder: string): Promise<PackedForLinux> {
  await ensureBuilt();
  const config = configurationFor(folder);
  await writeStubForLinux(config.electronDist);
  const computed: { deb: readonly string[]; appImage: string } = { deb: [], appImage: '' };
  await build({
    projectDir: projectFolder,
    linux: ['deb', 'AppImage'],
    x64: true,
    publish: 'never',
    config,
    // Called before a tool would be; true says that there is no need to.
    effectiveOptionComputed: async (options: unknown) => {
      if (Array.isArray(options)) computed.deb = (options as [readonly string[]])[0];
      else computed.appImage = (options as { desktop: string }).desktop;
      return true;
    },
  });
  return { ...computed, folder: path.join(folder, 'dist/linux-unpacked') };
}

/** Packs the program for Windows likewise, without an installer, and returns its folder. */
export async function packForWindows(folder: string): Promise<string> {
  await ensureBuilt();
  const config = configurationFor(folder);
  await writeStubForWindows(config.electronDist);
  await build({ projectDir: projectFolder, win: ['dir'], x64: true, publish: 'never', config });
  return path.join(folder, 'dist/win-unpacked');
}

function configurationFor(folder: string) {
  return {
    electronDist: path.join(folder, 'electron'),
    directories: { output: path.join(folder, 'dist') },
  } satisfies Configuration;
}
