import { z } from 'zod';
import { commandIds, type WindowRequest } from '../model/command.ts';
import { call, stream } from '../rpc/define.ts';

const paths = z.object({ paths: z.array(z.string().min(1)) });

const folderEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  size: z.number().int().nonnegative(),
  /** Unix milliseconds. */
  modifiedAt: z.number(),
});

export type FolderEntry = z.infer<typeof folderEntry>;

const windowRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: z.enum(commandIds) }),
  z.object({ kind: z.literal('open'), paths: z.array(z.string().min(1)) }),
]) satisfies z.ZodType<WindowRequest>;

export const shell = {
  /** Which host the window runs in. `separator` is that of paths on the machine that holds the images. */
  about: call(
    z.object({}),
    z.object({
      host: z.enum(['desktop', 'browser']),
      version: z.string(),
      platform: z.string(),
      homeFolder: z.string(),
      separator: z.enum(['/', '\\']),
      /** Paths given on the command line or by the desktop, already granted. Only who asks first is told. */
      openedPaths: z.array(z.string()),
    }),
  ),
  /** Desktop: the native dialog; picked paths are granted. Browser: refused, the window has a picker of its own. */
  pickFiles: call(z.object({ startIn: z.string().optional() }), paths),
  pickFolder: call(z.object({ startIn: z.string().optional() }), z.object({ path: z.string().nullable() })),
  /**
   * Desktop: the native dialog for a file to be written; the path is granted, and the person has agreed to replace what is
   * there. Null when they cancelled. Browser: refused, the window has a picker of its own.
   */
  pickSaveFile: call(
    z.object({ suggestedName: z.string().min(1), startIn: z.string().optional() }),
    z.object({ path: z.string().nullable() }),
  ),
  /** Browser: the content of a folder for the window's own picker. */
  listFolder: call(
    z.object({ path: z.string() }),
    z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(folderEntry) }),
  ),
  /** Browser: grants what the person picked in the window's own picker. Desktop: refused, since dialogs and drops grant by themselves. */
  grant: call(paths, z.object({})),
  /** Shows a file in the desktop's file manager. Browser: refused. */
  showInFolder: call(z.object({ path: z.string().min(1) }), z.object({})),
  /** What the program asks of its window: what was chosen in the menu, and files that the desktop gave. Browser: never anything. */
  requests: stream(z.object({}), windowRequest),
};
