import { Worker } from 'node:worker_threads';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Digest } from '#shared/model/convert.ts';
import { asShared } from '../threads/shared-bytes.ts';
import type { DigestRequest, DigestResponse, DigestStart } from './digest-messages.ts';
import { digestFor, type ContentDigest } from './digest.ts';
import type { Watch } from './format.ts';

/** In the bundle every chunk lies in one folder; from source this file's neighbour is the entry. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './digest-worker.ts' : './digest-worker.js', import.meta.url);

/** What it digests lies outside of its heap. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** Less content than this is digested sooner than a thread starts. */
export const worthAThread: Bytes = 64 * MiB;

/** A digest that may have a thread of its own, which ends with it. */
export type OwnedDigest = ContentDigest & Disposable;

/**
 * The digest for a disk with so much data and so much empty space, computed beside whatever else is done with the data.
 * The memory of `bytes` belongs to the digest until its `add` resolves.
 */
export function digestBeside(dataBytes: Bytes, emptyBytes: Bytes): OwnedDigest {
  if (dataBytes >= worthAThread) return new ThreadDigest({ dataBytes, emptyBytes });
  return new QueuedDigest(digestFor(dataBytes, emptyBytes));
}

/** Digests in this thread, one piece after the other however they are handed in. */
class QueuedDigest implements OwnedDigest {
  readonly #digest: ContentDigest;
  #before: Promise<void> = Promise.resolve();

  constructor(digest: ContentDigest) {
    this.#digest = digest;
  }

  add(at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#before = this.#before.then(() => this.#digest.add(at, bytes, signal));
    return this.#before;
  }

  async finish(size: Bytes, watch: Watch): Promise<Digest> {
    await this.#before;
    return this.#digest.finish(size, watch);
  }

  [Symbol.dispose](): void {
    // Nothing is held.
  }
}

interface Waiting {
  readonly resolve: (response: DigestResponse) => void;
  readonly reject: (reason: unknown) => void;
}

/** Sends everything to a thread that does the same as `digestFor`. */
class ThreadDigest implements OwnedDigest {
  readonly #worker: Worker;
  /** In the order of the requests, which is that of the answers. */
  readonly #waiting: Waiting[] = [];
  #report: Watch['report'] = () => undefined;
  #failure: DiskError | undefined;

  constructor(workerData: DigestStart) {
    this.#worker = new Worker(entry, { workerData, name: 'digest', resourceLimits });
    this.#worker.on('message', (response: DigestResponse) => {
      if (response.kind === 'progress') this.#report(response.progress);
      else this.#waiting.shift()?.resolve(response);
    });
    this.#worker.on('error', (thrown) => {
      this.#fail(thrown instanceof Error ? thrown.message : String(thrown));
    });
    this.#worker.on('exit', () => {
      this.#fail('the thread ended');
    });
  }

  async add(at: Bytes, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'add', at, bytes: asShared(bytes) }, signal);
  }

  async finish(size: Bytes, { signal, report }: Watch): Promise<Digest> {
    this.#report = report;
    const response = await this.#ask({ kind: 'finish', size }, signal);
    if (response.kind !== 'finished') throw new DiskError('job.crashed', { cause: 'the digest is missing' });
    return response.digest;
  }

  [Symbol.dispose](): void {
    void this.#worker.terminate();
  }

  /** The thread does not hear of a cancel while it digests what is empty, which can take minutes: so a cancel ends it. */
  async #ask(request: DigestRequest, signal: AbortSignal): Promise<DigestResponse> {
    signal.throwIfAborted();
    if (this.#failure) throw this.#failure;
    const stop = () => {
      this[Symbol.dispose]();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const response = await new Promise<DigestResponse>((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        this.#worker.postMessage(request);
      });
      if (response.kind === 'failed') throw new DiskError('job.crashed', { cause: response.problem });
      return response;
    } catch (thrown) {
      signal.throwIfAborted();
      throw thrown;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #fail(cause: string): void {
    this.#failure ??= new DiskError('job.crashed', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
