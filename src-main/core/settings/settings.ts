import path from 'node:path';
import { DiskError, toDiskError, toWire, type WireError } from '#shared/errors.ts';
import type { Settings } from '#shared/model/settings.ts';
import { decodeOwnFile, prepareOwnFolder, setAside, writeOwnFile } from '../io/own-file.ts';
import { createLatest } from '../jobs/latest.ts';
import { decodeSettings, encodeSettings, longestSettings, nothingStored } from './document.ts';

/** The settings and what is to be said of their file. */
export interface CurrentSettings {
  readonly settings: Settings;
  readonly notice: WireError | null;
}

/** Some settings with new values. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined };

/** The settings of the person, kept in a file. Nothing here throws or rejects: what fails is a notice. */
export interface SettingsStore {
  readonly current: CurrentSettings;
  /** Changes what is named; resolves to all settings when that is on the medium, or cannot be. */
  change(change: SettingsChange): Promise<CurrentSettings>;
  /** All settings: now, and again when one of them changes. */
  watch(signal: AbortSignal): AsyncIterable<CurrentSettings>;
  /** Waits for changes under way and ends every watch. */
  close(): Promise<void>;
}

/**
 * Opens the settings in a folder, which is made if need be. Without a folder they live as long as this process. A file that
 * cannot be understood is set aside; single values that are not valid have their defaults.
 */
export async function openSettings(folder?: string): Promise<SettingsStore> {
  const file = folder === undefined ? undefined : path.join(folder, 'settings.json');
  let stored = nothingStored();
  let notice: WireError | null = null;

  /** Another process may have changed the file: its changes of other settings are not to be undone. */
  async function load(): Promise<void> {
    if (file === undefined) return;
    const found = await decodeOwnFile(file, longestSettings, decodeSettings);
    if (found === undefined) return;
    if ('problem' in found) {
      // What holds in this process stays, and goes into a new file with the next change.
      const aside = await setAside(file);
      notice = toWire(new DiskError('settings.damaged', { problem: found.problem, path: aside }));
      return;
    }
    stored = found;
    const names = found.invalid.join(', ');
    if (names !== '') notice = toWire(new DiskError('settings.invalid', { names }));
  }

  /** False when it failed, which is a notice from then on. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      notice = toWire(new DiskError('settings.not-kept', { problem: toDiskError(thrown).message }));
      return false;
    }
  }

  await attempt(async () => {
    if (folder !== undefined) await prepareOwnFolder(folder);
    await load();
  });
  const current = (): CurrentSettings => ({ settings: stored.settings, notice });
  const latest = createLatest(current());

  async function apply(change: SettingsChange): Promise<CurrentSettings> {
    notice = null;
    const isKnown = await attempt(load);
    const named = Object.entries(change).filter(([, value]) => value !== undefined);
    const settings = { ...stored.settings, ...(Object.fromEntries(named) as Partial<Settings>) };
    stored = { ...stored, settings };
    // What could not be read is not replaced: the next time it may be there again.
    if (file !== undefined && isKnown) await attempt(() => writeOwnFile(file, encodeSettings(stored)));
    latest.publish(current());
    return current();
  }

  /** One change after the other. */
  let changing: Promise<unknown> = Promise.resolve();
  return {
    get current() {
      return current();
    },
    change(change) {
      const changed = changing.then(() => apply(change));
      changing = changed;
      return changed;
    },
    watch: (signal) => latest.watch(signal),
    async close() {
      await changing;
      latest.close();
    },
  };
}
