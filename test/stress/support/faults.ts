import path from 'node:path';
import { pathOf, type Hook, type Request, type SystemRequest } from './requests.ts';

/** One way in which a file system goes wrong, and what the program has to call that. */
export interface FaultKind {
  readonly title: string;
  /** What the system answers; undefined for a transfer that is cut short, which is no failure. */
  readonly code: 'EIO' | 'ENOSPC' | 'EDQUOT' | undefined;
  /** What a failure has to be called towards people and scripts. */
  readonly expected: 'io' | 'no-space' | undefined;
  /** Whether everything of the kind fails from the n-th request on, or that one alone. */
  readonly lasts: boolean;
  readonly meets: (request: Request) => boolean;
}

/** What needs room on the disk, and may find none. */
function needsRoom(request: Request): boolean {
  switch (request.kind) {
    case 'write':
    case 'flush':
    case 'link':
    case 'rename':
      return true;
    case 'open':
      return request.creates;
    case 'truncate':
      return request.size > 0;
    case 'read':
    case 'close':
    case 'look':
    case 'list':
    case 'unlink':
      return false;
  }
}

const once = { lasts: false } as const;
const full = { expected: 'no-space', meets: needsRoom } as const;

/** In the order in which they are tried. */
export const faultKinds: readonly FaultKind[] = [
  { title: 'EIO once', code: 'EIO', expected: 'io', meets: () => true, ...once },
  { title: 'ENOSPC once', code: 'ENOSPC', ...full, ...once },
  { title: 'EDQUOT once', code: 'EDQUOT', ...full, ...once },
  { title: 'ENOSPC from there on', code: 'ENOSPC', ...full, lasts: true },
  { title: 'EIO from there on', code: 'EIO', expected: 'io', meets: () => true, lasts: true },
  {
    title: 'a short transfer',
    code: undefined,
    expected: undefined,
    meets: (request) =>
      (request.kind === 'read' && request.length > 1) || (request.kind === 'write' && request.bytes.length > 1),
    ...once,
  },
];

/** One fault at the n-th request (from 1) of those that its kind meets; the counter of how many there are, when n is infinite. */
export class Fault implements Hook {
  readonly #kind: FaultKind;
  readonly #nth: number;
  readonly #hit: string[] = [];
  #count = 0;
  /** Requests that failed and have an effect: whoever succeeds in spite of them has to have made up for it. */
  readonly failed: Request[] = [];

  constructor(kind: FaultKind, nth: number) {
    this.#kind = kind;
    this.#nth = nth;
  }

  get count(): number {
    return this.#count;
  }

  /** What went wrong first, as `write disk.vdi`; undefined when nothing did. */
  get hit(): string | undefined {
    return this.#hit[0];
  }

  async request<T>(request: Request, carryOut: (most?: number) => Promise<T>): Promise<T> {
    if (!this.#meets(request)) return carryOut();
    const { code } = this.#kind;
    if (code === undefined) return carryOut(Math.max(1, Math.floor(lengthOf(request) / 2)));
    this.failed.push(request);
    // A file is closed whatever the system says of it.
    if (request.kind === 'close') await carryOut();
    throw systemError(code, request);
  }

  /** The system's own calls do not fail but do nothing, or find no room. */
  system(request: SystemRequest, carryOut: () => 'done' | 'not done'): 'done' | 'not done' | 'full' {
    const { expected } = this.#kind;
    if (expected === undefined) return carryOut();
    // What takes room is counted as the writing that it replaces.
    const { file, range } = request;
    const asWrite = { kind: 'truncate', file, size: range.start + range.length } as const;
    if (!this.#meets(asWrite)) return carryOut();
    return expected === 'no-space' && request.kind === 'reserve' ? 'full' : 'not done';
  }

  #meets(request: Request): boolean {
    if (!this.#kind.meets(request)) return false;
    this.#count += 1;
    const isHit = this.#kind.lasts ? this.#count >= this.#nth : this.#count === this.#nth;
    if (isHit) this.#hit.push(inWords(request));
    return isHit;
  }
}

/** A request as reports tell it. Temporaries have random names, which would tell nothing. */
function inWords(request: Request): string {
  return `${request.kind} ${path.basename(pathOf(request)).replace(/\.[0-9a-f]{16}\./, '.….')}`;
}

function lengthOf(request: Request): number {
  return request.kind === 'write' ? request.bytes.length : request.kind === 'read' ? request.length : 0;
}

function systemError(code: string, request: Request): Error {
  const failure = new Error(`${code}: made to fail, ${request.kind}`);
  return Object.assign(failure, { code, errno: -5, syscall: request.kind });
}
