import path from 'node:path';
import type { BrowserWindow } from 'electron';
import { z } from 'zod';
import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { readOwnFile, writeOwnFile } from '../core/io/own-file.ts';
import { paced } from '../core/jobs/paced.ts';
import { windowPlace, type WindowPlace } from './window-place.ts';

/** A file above this was not written by Platter. */
const longest: Bytes = 4 * KiB;
/** Between two times the file is written, in milliseconds: a window that is moved tells of every pixel. */
const paceMs = 1000;

const document = z.object({ version: z.literal(1), window: windowPlace });

/** Where the window was left. It is no loss when that cannot be kept, so nothing here throws or rejects, nor is it told. */
export interface WindowMemory {
  /** Undefined until there was a window. */
  readonly place: WindowPlace | undefined;
  /** Keeps the place of a window from now on. */
  watch(window: BrowserWindow): void;
  /** Resolves when the last place is in the file. */
  close(): Promise<void>;
}

/** Opens the memory in a folder of the person's, where it is the file `window.json`. One that is damaged is written anew. */
export async function openWindowMemory(folder: string): Promise<WindowMemory> {
  const file = path.join(folder, 'window.json');
  let place = await read(file);
  let written = encode(place);
  let writing: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    const text = encode(place);
    if (text === written || text === undefined) return;
    written = text;
    await writeOwnFile(file, text).catch(() => undefined);
  }
  const saving = paced(paceMs, () => {
    writing = writing.then(save);
  });

  return {
    get place() {
      return place;
    },
    watch(window) {
      const note = () => {
        place = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
        saving.request();
      };
      window.on('resize', note).on('move', note).on('maximize', note).on('unmaximize', note);
    },
    async close() {
      saving.now();
      await writing;
    },
  };
}

function encode(place: WindowPlace | undefined): string | undefined {
  return place && `${JSON.stringify({ version: 1, window: place })}\n`;
}

async function read(file: string): Promise<WindowPlace | undefined> {
  try {
    return document.parse(JSON.parse((await readOwnFile(file, longest)) ?? '')).window;
  } catch {
    return undefined;
  }
}
