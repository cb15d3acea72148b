const open = 0;
const shut = 1;

/**
 * Where a job's thread waits while the job is paused: one number in memory that both threads see. No operation knows of it. A
 * report of progress is made between two pieces of work, by code that holds no lock and has told what is done, so stopping there
 * is as if that piece took longer; whatever was already asked of the system goes on by itself, and its results wait.
 *
 * What it costs: the thread, its buffers and its open files stay taken, and Windows lets nobody else write them. The thread hears
 * no message while it waits, so whoever cancels opens the gate. An operation that reports rarely pauses late.
 */
export class Gate {
  /** For another thread: `new Gate(shared)` there is the same gate. */
  readonly shared: SharedArrayBuffer;
  readonly #state: Int32Array<SharedArrayBuffer>;

  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#state = new Int32Array(shared);
  }

  get isShut(): boolean {
    return Atomics.load(this.#state, 0) === shut;
  }

  /** Lets the thread wait when it comes by. */
  shut(): void {
    Atomics.store(this.#state, 0, shut);
  }

  open(): void {
    Atomics.store(this.#state, 0, open);
    Atomics.notify(this.#state, 0);
  }

  /** Blocks this thread while the gate is shut; never to be called by a thread that others wait for. */
  wait(): void {
    // It may have been opened and shut again before this thread looked.
    while (this.isShut) Atomics.wait(this.#state, 0, shut);
  }
}
