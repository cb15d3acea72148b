import { copyFile, constants, readdir, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { useOf } from '#main/core/io/image-use.ts';
import { openForReading } from '#main/core/io/node-file.ts';
import { check } from '#main/core/operations/check.ts';
import { compare } from '#main/core/operations/compare.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** A call of the command line that is killed again and again, from the same start. */
export interface Scenario {
  readonly name: string;
  /** The files before each call; they lie in a folder of their own. */
  readonly before: TempFolder;
  readonly words: readonly string[];
  readonly stdin?: string;
  /** Files that nothing may change. */
  readonly sources: readonly string[];
  /** What is lost, looked at before anything else runs; undefined when all is well. `whole` holds what an undisturbed call gives. */
  readonly afterKill: (folder: TempFolder, whole: TempFolder) => Promise<string | undefined>;
  /** The same after the call was made once more, to its end. */
  readonly afterNextStart: (folder: TempFolder, whole: TempFolder) => Promise<string | undefined>;
}

/** Makes a folder hold what another one holds, and nothing else. */
export async function makeAs(folder: TempFolder, model: TempFolder): Promise<void> {
  for (const name of await folder.names()) await rm(folder.at(name), { recursive: true });
  // Holes stay holes where the file system shares blocks; elsewhere these files are small.
  for (const name of await model.names()) await copyFile(model.at(name), folder.at(name), constants.COPYFILE_FICLONE);
  for (const name of await folder.names()) await untilNobodyWrites(folder.at(name));
}

/**
 * A child that is started meanwhile has all open files of this process until it has become another program, and seems to write to a
 * copy that was just made here.
 */
async function untilNobodyWrites(path: string): Promise<void> {
  await using file = await openForReading(path);
  for (let looks = 0; looks < 1000 && (await useOf(file)) !== null; looks += 1) await delay(5);
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Names of what Platter puts beside images, apart from journals, which stay until they are undone. */
export async function temporariesIn({ path }: TempFolder): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => /\.platter-(part|old)$/.test(name));
}

/** Why two images do not hold the same disk; undefined when they do. */
export async function differenceOf(
  first: string,
  second: string,
  formats: { readonly firstFormat?: string | undefined; readonly secondFormat?: string | undefined } = {},
): Promise<string | undefined> {
  try {
    const result = await compare({ first, second, ...formats }, unwatched);
    const [one, other] = result.virtualSizes;
    if (one !== other) return `the disk has ${String(one)} bytes instead of ${String(other)}`;
    return result.identical ? undefined : `the disk differs at ${String(result.firstDifference)}`;
  } catch (thrown) {
    return `it cannot be read: ${String(thrown)}`;
  }
}

/** What a check says against an image, but for codes that are allowed; undefined when nothing. Space that nothing uses is no loss. */
export async function unsoundnessOf(
  path: string,
  sourceFormat?: string,
  allowed: readonly string[] = [],
): Promise<string | undefined> {
  try {
    const { summary, findings } = await check({ path, sourceFormat }, unwatched);
    if (summary.fatal + summary.damage === 0) return undefined;
    const codes = findings.map(({ code }) => code);
    const isAllowed = summary.fatal === 0 && codes.every((code) => allowed.includes(code));
    return isAllowed ? undefined : `not sound: ${codes.join(', ')}`;
  } catch (thrown) {
    return `it cannot be checked: ${String(thrown)}`;
  }
}

/** All bytes of a small disk. */
export async function contentOf(path: string, sourceFormat?: string): Promise<Buffer> {
  await using image = await openSource({ path, sourceFormat }, unwatched.signal);
  const bytes = Buffer.alloc(image.disk.virtualSize);
  await image.disk.read(0, bytes);
  return bytes;
}
