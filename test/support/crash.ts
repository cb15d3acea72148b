import type { Bytes } from '#shared/model/bytes.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Writer } from '#main/core/io/reader.ts';

/** One change of a file, or the promise that all changes of it so far are on the medium. */
export type Step =
  | { readonly kind: 'write'; readonly file: string; readonly at: Bytes; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly file: string; readonly size: Bytes }
  | { readonly kind: 'flush'; readonly file: string };

/** The files after a power cut. */
export interface Cut {
  readonly title: string;
  /** How many steps had been asked for by then. */
  readonly steps: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Remembers in order what is done to the files that it wraps, so that a power cut can be played at every step of it. */
export class Recorder {
  readonly steps: Step[] = [];
  readonly #before = new Map<string, Uint8Array>();

  /** The same file, with its changes recorded from now on. */
  record(name: string, file: MemoryFile): Writer {
    this.#before.set(name, file.bytes());
    const { steps } = this;
    return {
      get size() {
        return file.size;
      },
      read: (at, target, signal) => file.read(at, target, signal),
      async write(at, bytes, signal) {
        steps.push({ kind: 'write', file: name, at, bytes: bytes.slice() });
        await file.write(at, bytes, signal);
      },
      async resize(size) {
        steps.push({ kind: 'resize', file: name, size });
        await file.resize(size);
      },
      async flush() {
        steps.push({ kind: 'flush', file: name });
        await file.flush();
      },
    };
  }

  /**
   * The files as a power cut may leave them, one state at a time: after every prefix of the steps; and, between two flushes of a
   * file, with one of its later changes on the medium before an earlier one (what a disk's cache may do).
   */
  *cuts(): Generator<Cut> {
    for (let count = 0; count <= this.steps.length; count += 1) {
      yield {
        title: `after ${String(count)} of ${String(this.steps.length)} steps`,
        steps: count,
        files: this.#after(count, []),
      };
      const lost = this.#unflushed(count);
      // The last change is missing in the shorter prefix already.
      for (const index of lost.slice(0, -1)) {
        yield {
          title: `after ${String(count)} of ${String(this.steps.length)} steps, without step ${String(index + 1)}`,
          steps: count,
          files: this.#after(count, [index]),
        };
      }
      if (lost.length > 2) {
        yield {
          title: `after ${String(count)} of ${String(this.steps.length)} steps, with only the last of those not flushed`,
          steps: count,
          files: this.#after(count, lost.slice(0, -1)),
        };
      }
    }
  }

  /** The changes among the first `count` steps that no later flush of the same file covers, at most the last twelve. */
  #unflushed(count: number): readonly number[] {
    const open: number[] = [];
    const flushed = new Set<string>();
    for (let index = count - 1; index >= 0 && open.length < 12; index -= 1) {
      const step = this.steps[index];
      if (step?.kind === 'flush') flushed.add(step.file);
      else if (step && !flushed.has(step.file)) open.unshift(index);
    }
    return open;
  }

  #after(count: number, without: readonly number[]): ReadonlyMap<string, Uint8Array> {
    const files = new Map([...this.#before].map(([name, bytes]) => [name, new MemoryFile(bytes)]));
    for (const [index, step] of this.steps.slice(0, count).entries()) {
      const file = files.get(step.file);
      if (!file || without.includes(index)) continue;
      // MemoryFile does these at once; the promises have nothing to wait for.
      if (step.kind === 'write') void file.write(step.at, step.bytes);
      if (step.kind === 'resize') void file.resize(step.size);
    }
    return new Map([...files].map(([name, file]) => [name, file.bytes()]));
  }
}
