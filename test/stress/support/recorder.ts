import path from 'node:path';
import type { FolderState } from './folder-state.ts';
import type { HeldFile, Hook, Request, SystemRequest } from './requests.ts';
import { isContentStep, isNameStep, type ContentStep, type FileNumber, type NameStep, type Step } from './steps.ts';

/** Remembers in order what a program does to the files of one folder, and does it. */
export class Recorder implements Hook {
  readonly steps: Step[] = [];
  /** What the folder held before, by file. */
  readonly names = new Map<string, FileNumber>();
  readonly contents = new Map<FileNumber, Uint8Array>();
  readonly #folder: string;
  /** What each name stands for by now. */
  readonly #now: Map<string, FileNumber>;
  readonly #held = new WeakMap<HeldFile, FileNumber>();
  readonly #ended = new Set<number>();
  #files = 0;

  constructor(folder: string, before: FolderState) {
    this.#folder = folder;
    for (const [name, bytes] of before) {
      this.names.set(name, this.#files);
      this.contents.set(this.#files, bytes);
      this.#files += 1;
    }
    this.#now = new Map(this.names);
  }

  /** Notes that something was done for good. */
  isDone(): void {
    this.steps.push({ kind: 'done' });
  }

  async request<T>(request: Request, carryOut: () => Promise<T>): Promise<T> {
    switch (request.kind) {
      case 'open':
        return this.#open(request.file, request.creates, carryOut);
      case 'write':
        // The bytes are the program's to use again once this is over.
        return this.#change(
          { kind: 'write', file: this.#fileOf(request.file), at: request.at, bytes: new Uint8Array(request.bytes) },
          carryOut,
        );
      case 'truncate':
        return this.#change({ kind: 'resize', file: this.#fileOf(request.file), size: request.size }, carryOut);
      case 'flush':
        return this.#flush(request.file, carryOut);
      case 'link':
        return this.#name({ kind: 'give', name: nameOf(request.to), file: this.#numberOf(request.path) }, carryOut);
      case 'rename':
        return this.#name({ kind: 'move', name: nameOf(request.path), to: nameOf(request.to) }, carryOut);
      case 'unlink':
        return this.#name({ kind: 'take', name: nameOf(request.path) }, carryOut);
      case 'read':
      case 'close':
      case 'look':
      case 'list':
        return carryOut();
    }
  }

  system({ kind, file, range }: SystemRequest, carryOut: () => 'done' | 'not done'): 'done' | 'not done' {
    const answer = carryOut();
    if (answer === 'not done') return answer;
    const own = this.#fileOf(file);
    const { start, length } = range;
    this.#note(
      kind === 'punch'
        ? { kind: 'clear', file: own, at: start, length }
        : { kind: 'grow', file: own, size: start + length },
    );
    return answer;
  }

  async #open<T>(file: HeldFile, creates: boolean, carryOut: () => Promise<T>): Promise<T> {
    const name = nameOf(file.path);
    if (creates) {
      const result = await carryOut();
      this.#files += 1;
      this.contents.set(this.#files, new Uint8Array(0));
      this.#held.set(file, this.#files);
      this.#now.set(name, this.#files);
      this.#note({ kind: 'give', name, file: this.#files });
      return result;
    }
    const known = this.#now.get(name);
    if (known !== undefined) this.#held.set(file, known);
    return carryOut();
  }

  /** May be on the medium from now on; is covered by flushes only once it has ended. */
  async #change<T>(step: ContentStep, carryOut: () => Promise<T>): Promise<T> {
    const index = this.steps.push(step) - 1;
    const result = await carryOut();
    this.#ended.add(index);
    return result;
  }

  /** Names change at once: what fails has not been done. */
  async #name<T>(step: NameStep, carryOut: () => Promise<T>): Promise<T> {
    const result = await carryOut();
    this.#note(step);
    if (step.kind === 'give') this.#now.set(step.name, step.file);
    if (step.kind === 'move') this.#now.set(step.to, this.#now.get(step.name) ?? NaN);
    if (step.kind !== 'give') this.#now.delete(step.name);
    return result;
  }

  async #flush<T>(file: HeldFile, carryOut: () => Promise<T>): Promise<T> {
    const isFolder = file.path === this.#folder;
    const own = this.#held.get(file);
    const covers = new Set(
      [...this.#ended].filter((index) => {
        const step = this.steps[index];
        if (!step) return false;
        return isFolder ? isNameStep(step) : isContentStep(step) && step.file === own;
      }),
    );
    const result = await carryOut();
    if (isFolder) this.steps.push({ kind: 'flush names', covers });
    else if (own !== undefined) this.steps.push({ kind: 'flush', file: own, covers });
    return result;
  }

  #note(step: Step): void {
    this.#ended.add(this.steps.push(step) - 1);
  }

  #fileOf(file: HeldFile): FileNumber {
    const known = this.#held.get(file);
    if (known === undefined) throw new Error(`${file.path} was changed, but never opened`);
    return known;
  }

  #numberOf(place: string): FileNumber {
    return this.#now.get(nameOf(place)) ?? NaN;
  }
}

function nameOf(place: string): string {
  return path.basename(place);
}
