import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Bytes } from '#shared/model/bytes.ts';

/** A stretch of memory that bytes go to or come from. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
}

/**
 * Positional transfers of an open file through Node's callbacks. The promises of a `FileHandle` cost the thread about three times
 * as much for each transfer, which is what a conversion of small pieces waits for. A handle knows nothing of these transfers, so its
 * closing waits here until the last one is over: the number of a closed file may be that of another one a moment later.
 */
export class Transfers {
  readonly #handle: FileHandle;
  #underWay = 0;
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Resolves with how much was read: less than wanted at the end of the file. Rejects with the system's error. */
  read(at: Bytes, { bytes, start, length }: Stretch): Promise<number> {
    return this.#transfer((fd, done) => {
      fs.read(fd, bytes, start, length, at, done);
    });
  }

  /** Resolves with how much was written. Rejects with the system's error. */
  write(at: Bytes, { bytes, start, length }: Stretch): Promise<number> {
    return this.#transfer((fd, done) => {
      fs.write(fd, bytes, start, length, at, done);
    });
  }

  /** Waits for transfers under way, then closes. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    await this.#handle.close();
  }

  #transfer(
    begin: (fd: number, done: (error: NodeJS.ErrnoException | null, transferred: number) => void) => void,
  ): Promise<number> {
    // A closed handle has no number; the system refuses this one with the error that tells so.
    const fd = this.#closing ? closed : this.#handle.fd;
    return new Promise((resolve, reject) => {
      this.#underWay += 1;
      begin(fd, (error, transferred) => {
        this.#underWay -= 1;
        if (this.#underWay === 0) this.#onIdle?.();
        if (error) reject(error);
        else resolve(transferred);
      });
    });
  }
}

/** The largest number that Node takes for an open file: none has it. */
const closed = 2 ** 31 - 1;
