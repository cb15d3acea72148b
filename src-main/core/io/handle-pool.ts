import type { NodeFile } from './node-file.ts';

/** What a pool opens and closes as it needs to. */
export interface Reopenable {
  /** Opens the file anew. Throws when it is not the same one any more. */
  reopen(): Promise<NodeFile>;
  /** Called before the pool closes the file of its own accord; what it throws is thrown to whoever needed the room. */
  beforeClosing(open: NodeFile): Promise<void>;
}

interface Slot {
  readonly file: Promise<NodeFile>;
  /** The same, once it is there. */
  opened: NodeFile | undefined;
  users: number;
}

/**
 * Handles are what a process has few of, and split disks have thousands of files: a pool keeps those open that were used
 * last. A file in use is never closed; when all are, the next one waits for the first that is not any more.
 */
export class HandlePool {
  readonly #most: number;
  /** In the order of their use: the first one was used longest ago. */
  readonly #slots = new Map<Reopenable, Slot>();
  readonly #waiting: (() => void)[] = [];
  /** Files that are open, or have leave to be opened. */
  #held = 0;

  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** Gives a file that was opened elsewhere into the pool's care. */
  async adopt(file: Reopenable, opened: NodeFile): Promise<void> {
    this.#slots.set(file, { file: Promise.resolve(opened), opened, users: 0 });
    this.#held += 1;
    while (this.#held > this.#most && (await this.#closeOldest(file)));
  }

  /** Runs an action on the open file, opening it when it is not. Actions must not use another file of the pool. */
  async use<T>(file: Reopenable, action: (open: NodeFile) => Promise<T>): Promise<T> {
    const slot = this.#slots.get(file) ?? this.#newSlot(file);
    slot.users += 1;
    this.#slots.delete(file);
    this.#slots.set(file, slot);
    try {
      return await action(await slot.file);
    } finally {
      slot.users -= 1;
      if (slot.users === 0) this.#waiting.shift()?.();
    }
  }

  /** The open file, if it is open at this moment. */
  peek(file: Reopenable): NodeFile | undefined {
    return this.#slots.get(file)?.opened;
  }

  /** Closes a file when it is open. */
  async close(file: Reopenable): Promise<void> {
    const slot = this.#slots.get(file);
    this.#slots.delete(file);
    const opened = await slot?.file.catch(() => undefined);
    if (opened) await this.#release(opened);
  }

  #newSlot(file: Reopenable): Slot {
    const open = async () => {
      await this.#takeRoom(file);
      try {
        slot.opened = await file.reopen();
        return slot.opened;
      } catch (thrown) {
        this.#held -= 1;
        throw thrown;
      }
    };
    // Begins a turn later, when `slot` is there.
    const slot: Slot = { file: Promise.resolve().then(open), opened: undefined, users: 0 };
    slot.file.catch(() => {
      if (this.#slots.get(file) === slot) this.#slots.delete(file);
    });
    return slot;
  }

  async #takeRoom(file: Reopenable): Promise<void> {
    while (this.#held >= this.#most) {
      if (await this.#closeOldest(file)) continue;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#held += 1;
  }

  /** Closes the file that was used longest ago. False when all are in use. */
  async #closeOldest(wanted: Reopenable): Promise<boolean> {
    for (const [file, { users, opened }] of this.#slots) {
      if (file === wanted || users > 0 || !opened) continue;
      this.#slots.delete(file);
      await file.beforeClosing(opened).finally(() => this.#release(opened));
      return true;
    }
    return false;
  }

  async #release(opened: NodeFile): Promise<void> {
    try {
      await opened.close();
    } finally {
      // Closed it is, whatever the system says of what was written last.
      this.#held -= 1;
      this.#waiting.shift()?.();
    }
  }
}
