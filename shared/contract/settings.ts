import { z } from 'zod';
import { languages, mostParallelJobs, themes, type Settings } from '../model/settings.ts';
import { call, stream } from '../rpc/define.ts';
import { wireError } from './wire-error.ts';

const folder = z.string().min(1).max(4096).nullable();

/** Each setting by itself, so that one that is wrong in the file does not take the others with it. */
export const settingValues = z.strictObject({
  imageFolder: folder,
  targetFolder: folder,
  parallelJobs: z.int().min(1).max(mostParallelJobs),
  verify: z.boolean(),
  compressionLevel: z.int().min(1).max(9),
  theme: z.enum(themes),
  notifications: z.boolean(),
  language: z.enum(languages),
}) satisfies z.ZodType<Settings>;

/** `notice` says what happened to the file of the settings, such as that it was damaged; null when all is well. */
const current = z.object({ settings: settingValues, notice: wireError.nullable() });

export const settings = {
  get: call(z.object({}), current),
  /** The settings as a whole: now, and again whenever one of them changes. */
  watch: stream(z.object({}), current),
  /** Changes the settings that are named and keeps the others. Answers when the change is on the disk, with all of them. */
  change: call(settingValues.partial(), current),
};
