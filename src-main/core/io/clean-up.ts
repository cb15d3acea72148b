import { DiskError, toDiskError } from '#shared/errors.ts';

interface Step {
  readonly path: string;
  readonly undo: () => Promise<void>;
}

/** What has to be undone when a piece of work fails: the steps are noted as things are made, and run last one first. */
export class CleanUp {
  readonly #steps: Step[] = [];

  /** Notes how to undo what was just done to `path`. */
  add(path: string, undo: () => Promise<void>): void {
    this.#steps.push({ path, undo });
  }

  /** From here on, nothing that was noted is to be undone. */
  forget(): void {
    this.#steps.length = 0;
  }

  /**
   * Undoes everything and returns what to throw: the failure itself, whatever happens here. When some steps fail as well, it
   * carries their paths as the fact `leftBehind` and their errors in its cause.
   */
  async after(failure: unknown): Promise<unknown> {
    // A clean-up inside of this one may have left something already.
    const { reason, facts } = toDiskError(failure);
    const paths = new Set(typeof facts['leftBehind'] === 'string' ? [facts['leftBehind']] : []);
    const problems: unknown[] = [];
    for (const { path, undo } of this.#steps.splice(0).reverse()) {
      try {
        await undo();
      } catch (thrown) {
        paths.add(path);
        problems.push(thrown);
      }
    }
    if (problems.length === 0) return failure;
    const cause = new AggregateError([failure, ...problems], 'The work failed, and so did the clean-up after it.');
    return new DiskError(reason, { ...facts, leftBehind: [...paths].join(', ') }, { cause });
  }
}
