import type { Services } from '#shared/contract/index.ts';
import { DiskError, type WireError } from '#shared/errors.ts';
import type { ListedImage } from '#shared/model/library.ts';

/** The list of images that a main process keeps, in memory. */
export class MemoryLibrary {
  #images: readonly ListedImage[] = [];
  #gone: readonly ListedImage[] = [];
  #notice: WireError | null = null;
  readonly #waiting = new Set<() => void>();
  /** How often the window asked where the files are. */
  looks = 0;

  readonly #inspect: Services['images']['inspect'];

  /** `inspect` answers what an image is. */
  constructor(inspect: Services['images']['inspect']) {
    this.#inspect = inspect;
  }

  get images(): readonly ListedImage[] {
    return this.#images;
  }

  /** Publishes another list. */
  set images(images: readonly ListedImage[]) {
    this.#images = images.toSorted((one, other) => other.openedAt - one.openedAt);
    this.#wakeAll();
  }

  set notice(notice: WireError) {
    this.#notice = notice;
    this.#wakeAll();
  }

  readonly services: Services['library'] = {
    watch: (_, signal) => this.#watch(signal),
    open: async ({ path, format, openedAt }, signal) => {
      const image = await this.#inspect({ path, format }, signal);
      const others = this.#images.filter((one) => one.path !== image.path);
      const entry = listedImage(image.path, { openedAt, image, ...(format !== undefined && { sourceFormat: format }) });
      this.images = [entry, ...others];
      return image;
    },
    remove: ({ paths }) => {
      this.#gone = this.#images.filter(({ path }) => paths.includes(path));
      this.images = this.#images.filter(({ path }) => !paths.includes(path));
      return Promise.resolve({});
    },
    restore: ({ paths }) => {
      this.images = [...this.#images, ...this.#gone.filter(({ path }) => paths.includes(path))];
      return Promise.resolve({});
    },
    relocate: async ({ path, to }, signal) => {
      const entry = this.#images.find((one) => one.path === path);
      if (!entry) throw new DiskError('library.not-listed', { path });
      const image = await this.#inspect({ path: to, format: entry.sourceFormat }, signal);
      this.images = [
        { ...entry, path: to, image, whereabouts: 'there' },
        ...this.#images.filter((one) => one !== entry && one.path !== to),
      ];
      return image;
    },
    look: () => {
      this.looks += 1;
      return Promise.resolve({});
    },
  };

  #wakeAll(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async *#watch(signal: AbortSignal) {
    while (!signal.aborted) {
      yield { images: [...this.#images], notice: this.#notice };
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      this.#waiting.clear();
    }
  }
}

/** An image of one kibibyte as it is remembered. */
export function listedImage(path: string, changes: Partial<ListedImage> = {}): ListedImage {
  const image = { format: 'vdi', variant: 'dynamic', virtualSize: 1024, fileSize: 512, allocatedSize: 512 };
  return { path, openedAt: 1, image, health: null, whereabouts: 'there', ...changes };
}
