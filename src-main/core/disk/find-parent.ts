import path from 'node:path';
import { DiskError, toDiskError } from '#shared/errors.ts';
import type { DiskFormat, IdentityMarks, ImageFiles, ParentClaim } from './format.ts';
import { formatById, takeSample } from './identify.ts';
import { pathInFolder } from './image-folder.ts';
import { areMet, lastPart } from './marks.ts';
import { openLayer, type OpenLayer, type Rescue } from './open-layer.ts';
import { filesWithExtension } from './scan-folder.ts';

interface Search extends Rescue {
  readonly formats: readonly DiskFormat[];
  /** Folders given by the person. */
  readonly parents?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the parent that a child claims: a file of the claimed format that bears the claimed marks, under one of the
 * claimed names or, where the marks tell one disk from all others, under any name. Looks in the child's own folder and
 * in those that the person gave, nowhere else, whatever the names say.
 * Throws `chain.parent-changed` or `chain.parent-format` when a file is found that is not as the child needs it, the
 * reason why a named file cannot be read, or `chain.parent-missing`.
 */
export async function findParent(child: OpenLayer, claim: ParentClaim, search: Search): Promise<OpenLayer> {
  const { formats, parents = [] } = search;
  const folders = [path.dirname(child.path), ...parents];
  const attempt = new Attempt(child.folder.name, claim, formatById(claim.format, formats), search);
  return (
    (await attempt.byNames(folders)) ??
    (claim.marks.id === undefined ? undefined : await attempt.byMarks(folders)) ??
    attempt.refuse(folders)
  );
}

/** One search: remembers the first reason why a promising file was not the parent. */
class Attempt {
  readonly #child: string;
  readonly #claim: ParentClaim;
  readonly #format: DiskFormat;
  readonly #how: Pick<Search, 'signal' | 'lost'>;
  #problem: DiskError | undefined;

  constructor(child: string, claim: ParentClaim, format: DiskFormat, how: Pick<Search, 'signal' | 'lost'>) {
    this.#child = child;
    this.#claim = claim;
    this.#format = format;
    this.#how = how;
  }

  async byNames(folders: readonly string[]): Promise<OpenLayer | undefined> {
    for (const folder of folders) {
      for (const name of lastParts(this.#claim.names)) {
        try {
          const found = await this.#ifParent(await pathInFolder(folder, name), { isNamed: true });
          if (found) return found;
        } catch (thrown) {
          this.#note(thrown);
        }
      }
    }
    return undefined;
  }

  async byMarks(folders: readonly string[]): Promise<OpenLayer | undefined> {
    for (const folder of folders) {
      for (const name of await filesWithExtension(folder, this.#format.extensions)) {
        try {
          const found = await this.#ifParent(await pathInFolder(folder, name), { isNamed: false });
          if (found) return found;
        } catch (thrown) {
          // A file that nobody named and that is no image is nobody's parent. One that the disk does not give up may well be.
          this.#how.signal?.throwIfAborted();
          if (toDiskError(thrown).code === 'io') this.#note(thrown);
        }
      }
    }
    return undefined;
  }

  refuse(folders: readonly string[]): never {
    if (this.#problem) throw this.#problem;
    const names = lastParts(this.#claim.names);
    const sought = [...names, inWords(this.#claim.marks)].join(', ');
    throw new DiskError('chain.parent-missing', { name: this.#child, sought, folders: folders.join(', ') });
  }

  /** Opens a file and keeps it open if it is the parent. */
  async #ifParent(file: string, { isNamed }: { readonly isNamed: boolean }): Promise<OpenLayer | undefined> {
    const candidate = await openLayer(file, (folder) => this.#formatOf(file, folder), this.#how);
    const { marks = {} } = candidate.layer;
    const wanted = this.#claim.marks;
    if (areMet(wanted, marks)) return candidate;
    await candidate[Symbol.asyncDispose]();
    if (isNamed || (wanted.id !== undefined && wanted.id === marks.id)) this.#note(this.#changed(file, marks));
    return undefined;
  }

  /** The claimed format, if the file has it. */
  async #formatOf(parent: string, { main, name }: ImageFiles): Promise<DiskFormat> {
    const { title, probe } = this.#format;
    if (probe(await takeSample(main, name, this.#how.signal)).match !== 'no') return this.#format;
    throw new DiskError('chain.parent-format', { name: this.#child, parent, format: title });
  }

  #changed(parent: string, found: IdentityMarks): DiskError {
    const wanted = this.#claim.marks;
    const facts = { name: this.#child, parent, expected: inWords(wanted), found: inWords(found) };
    return new DiskError('chain.parent-changed', facts);
  }

  /** The first problem is told, unless there was just nothing under a name. */
  #note(thrown: unknown): void {
    this.#how.signal?.throwIfAborted();
    const problem = toDiskError(thrown);
    const isAbsent = problem.code === 'missing-file' || problem.reason === 'file.outside-folder';
    if (!isAbsent) this.#problem ??= problem;
  }
}

function inWords({ id, modification }: IdentityMarks): string {
  const parts = [
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(modification === undefined ? [] : [`state ${modification}`]),
  ];
  return parts.join(', ') || 'no id';
}

/** The names without their folders, each once. */
function lastParts(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(lastPart))].filter((part) => part !== '');
}
