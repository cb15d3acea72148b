import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DiskError } from '#shared/errors.ts';
import type { Request, Response, ResultOf, Task } from './tasks.ts';

/** In the bundle every chunk lies in one folder; from source this file's neighbour is the entry. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './compute-worker.js', import.meta.url);

/** More threads than this cost memory and wait for the disk. */
const mostThreads = 6;

/** All that is large lies outside of a thread's heap; a small one is cleaned up often. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** Tasks that a thread has at once: one under way, one behind it, so that it never waits for the next. */
const tasksOfThread = 2;

interface Job {
  readonly task: Task;
  readonly resolve: (result: ResultOf<Task>) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Threads that compute: they come into being with the first task, are shared by everything in this thread, and do not keep
 * the program running when there is nothing to do.
 */
class Threads {
  readonly #waiting: Job[] = [];
  readonly #threads: Thread[] = [];

  /** Does a task in some thread, as soon as one is free; tasks end in any order. Rejects with what the task throws. */
  run<T extends Task>(task: T): Promise<ResultOf<T>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve: resolve as Job['resolve'], reject });
      this.#assign();
    });
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#leastBusy();
      const job = thread && this.#waiting.shift();
      if (!job) return;
      thread.start(job);
    }
  }

  #leastBusy(): Thread | undefined {
    const idle = this.#threads.find(({ count }) => count === 0);
    if (idle) return idle;
    if (this.#threads.length < Math.min(availableParallelism(), mostThreads)) {
      const thread = new Thread(
        () => {
          this.#assign();
        },
        () => {
          this.#threads.splice(this.#threads.indexOf(thread), 1);
          this.#assign();
        },
      );
      this.#threads.push(thread);
      return thread;
    }
    return this.#threads.find(({ count }) => count < tasksOfThread);
  }
}

/** One thread and the tasks it has. */
class Thread {
  readonly #worker = new Worker(entry, { name: 'compute', resourceLimits });
  readonly #jobs = new Map<number, Job>();
  #lastId = 0;

  /**
   * @param onFree is called when a task has ended
   * @param onEnd is called when the thread is gone, which it only is when something went very wrong
   */
  constructor(onFree: () => void, onEnd: () => void) {
    this.#worker.unref();
    this.#worker.on('message', (response: Response) => {
      this.#end(response);
      onFree();
    });
    let cause = 'the thread ended';
    this.#worker.on('error', (thrown) => {
      cause = thrown instanceof Error ? thrown.message : String(thrown);
    });
    this.#worker.on('exit', () => {
      for (const { reject } of this.#jobs.values()) reject(new DiskError('job.crashed', { cause }));
      this.#jobs.clear();
      onEnd();
    });
  }

  get count(): number {
    return this.#jobs.size;
  }

  start(job: Job): void {
    this.#lastId += 1;
    this.#jobs.set(this.#lastId, job);
    this.#worker.ref();
    this.#worker.postMessage({ id: this.#lastId, task: job.task } satisfies Request);
  }

  #end(response: Response): void {
    const job = this.#jobs.get(response.id);
    this.#jobs.delete(response.id);
    if (this.#jobs.size === 0) this.#worker.unref();
    if ('result' in response) job?.resolve(response.result);
    else job?.reject(new Error(response.problem));
  }
}

/** The computing threads of this thread. */
export const threads = new Threads();
