import type { Bytes } from '#shared/model/bytes.ts';
import { asDiskError } from '#main/core/io/file-errors.ts';
import type { Writer } from '#main/core/io/reader.ts';

export type FileOperation = 'read' | 'write' | 'resize' | 'flush';

/**
 * One failure of input or output: the n-th operation (from 1) on any of the files around which it is put fails as if the
 * system had answered with an error code. Try n = 1, 2, … until `fired` stays false, and every operation has failed once.
 */
export class Fault {
  readonly #nth: number;
  readonly #code: string;
  readonly #operations: readonly FileOperation[];
  #count = 0;

  /** @param options `operations` that count; all of them unless told otherwise */
  constructor(nth: number, code = 'EIO', options: { operations?: readonly FileOperation[] } = {}) {
    this.#nth = nth;
    this.#code = code;
    this.#operations = options.operations ?? ['read', 'write', 'resize', 'flush'];
  }

  /** True once the failure has happened. */
  get fired(): boolean {
    return this.#count >= this.#nth;
  }

  /** How many operations were counted. */
  get count(): number {
    return this.#count;
  }

  /** Counts an operation; throws when it is the one that fails. */
  meet(operation: FileOperation, path: string): void {
    if (!this.#operations.includes(operation)) return;
    this.#count += 1;
    if (this.#count !== this.#nth) return;
    const failure = new Error(`${this.#code}: made to fail, ${operation}`);
    throw asDiskError(Object.assign(failure, { code: this.#code }), path);
  }
}

/** A file that fails where its fault says, before anything is done, and passes everything else through. */
export class FaultyFile implements Writer {
  readonly nextData?: NonNullable<Writer['nextData']>;
  readonly #file: Writer;
  readonly #fault: Fault;
  readonly #path: string;

  constructor(file: Writer, fault: Fault, path = 'the faulty file') {
    this.#file = file;
    this.#fault = fault;
    this.#path = path;
    if (file.nextData) this.nextData = file.nextData.bind(file);
  }

  get size(): Bytes {
    return this.#file.size;
  }

  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#fault.meet('read', this.#path);
    await this.#file.read(at, target, signal);
  }

  async write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    this.#fault.meet('write', this.#path);
    await this.#file.write(at, bytes, signal);
  }

  async resize(size: Bytes): Promise<void> {
    this.#fault.meet('resize', this.#path);
    await this.#file.resize(size);
  }

  async flush(): Promise<void> {
    this.#fault.meet('flush', this.#path);
    await this.#file.flush();
  }
}
