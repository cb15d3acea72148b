import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useSettingsStore } from '../../shell/settings.store.ts';
import { usePickerStore, type ExistingFile } from './picker.store.ts';

export interface SaveWish {
  readonly suggestedName: string;
  /** The folder to show first. */
  readonly startIn: string;
  readonly existing: ExistingFile;
}

export interface Pick {
  /**
   * Resolves to the picked files, already granted; none when the person changed their mind. Begins in the folder for images of the
   * settings, where there is one.
   */
  readonly pickFiles: (search?: string) => Promise<readonly string[]>;
  /** Resolves to one picked file, already granted; undefined when the person changed their mind. */
  readonly pickFile: (startIn: string) => Promise<string | undefined>;
  readonly pickFolder: (startIn?: string) => Promise<string | undefined>;
  /** Resolves to the path of a file to be written, already granted; undefined when the person changed their mind. */
  readonly pickSaveFile: (wish: SaveWish) => Promise<string | undefined>;
  /** Grants paths that a person named in another way, such as by pasting them. */
  readonly grant: (paths: readonly string[]) => Promise<void>;
}

/** Asks a person for files: with the system's dialog on the desktop, with the window's own picker in a browser. */
export function usePick(): Pick {
  const backend = useBackend();
  const host = useAboutStore();
  const picker = usePickerStore();
  const settings = useSettingsStore();

  async function isDesktop(): Promise<boolean> {
    return (await host.load()).host === 'desktop';
  }

  async function grant(paths: readonly string[]): Promise<void> {
    // On the desktop only dialogs, drops and the command line grant; there a pasted path is answered with what to do.
    if (paths.length === 0 || (await isDesktop())) return;
    await (await backend.api()).shell.grant({ paths: [...paths] });
  }

  return {
    grant,
    async pickFiles(search) {
      const startIn = settings.values.imageFolder ?? undefined;
      if (await isDesktop()) {
        return (await (await backend.api()).shell.pickFiles(startIn === undefined ? {} : { startIn })).paths;
      }
      const picked = await picker.open({ kind: 'files', search, startIn });
      await grant(picked);
      return picked;
    },
    async pickFile(startIn) {
      if (await isDesktop()) return (await (await backend.api()).shell.pickFiles({ startIn })).paths[0];
      const [file] = await picker.open({ kind: 'file', startIn });
      if (file !== undefined) await grant([file]);
      return file;
    },
    async pickFolder(startIn) {
      if (await isDesktop()) {
        const { path } = await (await backend.api()).shell.pickFolder(startIn === undefined ? {} : { startIn });
        return path ?? undefined;
      }
      const [folder] = await picker.open({ kind: 'folder', startIn });
      if (folder !== undefined) await grant([folder]);
      return folder;
    },
    async pickSaveFile({ suggestedName, startIn, existing }) {
      if (await isDesktop()) {
        const { path } = await (await backend.api()).shell.pickSaveFile({ suggestedName, startIn });
        return path ?? undefined;
      }
      const [file] = await picker.open({ kind: 'save', startIn, name: suggestedName, existing });
      if (file !== undefined) await grant([file]);
      return file;
    },
  };
}
