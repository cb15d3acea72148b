import { DiskError } from '#shared/errors.ts';
import type { NodeFile } from '../io/node-file.ts';
import { RescueFile } from '../io/rescue-file.ts';
import type { DiskFormat, EditableLayer, Identity, ImageFiles, Layer, OpenOptions } from './format.ts';
import { ImageFolder } from './image-folder.ts';
import { defaultLimits } from './limits.ts';
import { WritableFolder } from './writable-folder.ts';

/** The opened files of an image, as the host sees them. */
export interface OpenFolder extends ImageFiles, AsyncDisposable {
  readonly main: NodeFile;
}

/** One image of a chain, opened by itself, with its files; closing it closes them. */
export interface OpenLayer<L extends Layer = Layer> extends AsyncDisposable {
  readonly path: string;
  readonly format: DiskFormat;
  readonly folder: OpenFolder;
  readonly layer: L;
}

/** Says which format a file has, or throws why it cannot be said. */
export type FormatChoice = (files: ImageFiles, signal?: AbortSignal) => Promise<DiskFormat>;

/** How damage is dealt with: it is refused, unless somebody hears of what is lost. */
export interface Rescue {
  readonly lost?: OpenOptions['lost'];
}

/**
 * Opens one image for reading, parses it within limits, and leaves nothing open when it is refused. In a rescue, damage and bad
 * sectors of its files are read around.
 */
export async function openLayer(
  path: string,
  chooseFormat: FormatChoice,
  { signal, lost }: Rescue & { readonly signal?: AbortSignal | undefined } = {},
): Promise<OpenLayer> {
  const folder = await ImageFolder.open(path, defaultLimits);
  const files = lost ? rescued(folder) : folder;
  const rescue = lost ? { tolerance: 'rescue' as const, lost } : {};
  return openIn(folder, path, async () => {
    const format = await chooseFormat(files, signal);
    return { format, layer: await format.open(files, { ...howToOpen(signal), ...rescue }) };
  });
}

/** The same files, read as far as their medium allows. Each of them is the same whenever it is asked for: it knows what is bad. */
function rescued(files: ImageFiles): ImageFiles {
  const siblings = new Map<string, Promise<RescueFile>>();
  return {
    main: new RescueFile(files.main),
    name: files.name,
    sibling(wanted) {
      const file = siblings.get(wanted) ?? files.sibling(wanted).then((found) => new RescueFile(found));
      siblings.set(wanted, file);
      return file;
    },
  };
}

/**
 * Opens one image to be written in place, like `openLayer`. Throws `format.cannot-edit` besides what the format refuses;
 * nothing is changed before the first write.
 */
export async function openEditableLayer(
  path: string,
  chooseFormat: FormatChoice,
  { identity, signal }: { readonly identity: Identity; readonly signal?: AbortSignal | undefined },
): Promise<OpenLayer<EditableLayer>> {
  const folder = await WritableFolder.open(path, defaultLimits);
  return openIn(folder, path, async () => {
    const format = await chooseFormat(folder, signal);
    if (!format.edit) throw new DiskError('format.cannot-edit', { name: folder.name, title: format.title });
    return { format, layer: await format.edit(folder, { ...howToOpen(signal), identity }) };
  });
}

function howToOpen(signal: AbortSignal | undefined) {
  return { limits: defaultLimits, tolerance: 'strict', ...(signal ? { signal } : {}) } as const;
}

async function openIn<L extends Layer>(
  folder: OpenFolder,
  path: string,
  open: () => Promise<{ readonly format: DiskFormat; readonly layer: L }>,
): Promise<OpenLayer<L>> {
  try {
    if (folder.main.size === 0) throw new DiskError('probe.empty', { name: folder.name });
    return { ...(await open()), path, folder, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (thrown) {
    await folder[Symbol.asyncDispose]();
    throw thrown;
  }
}
