import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { Appender } from '../io/appender.ts';
import type { Reader, Writer } from '../io/reader.ts';
import type { Patch } from './patch.ts';

/*
 * A journal keeps what a repair replaces and what it puts there: a first line that says what the file is, one that says
 * whether it goes on where the journal before it ended, then for each patch a line of JSON and the bytes it speaks of, those
 * that were before those that are to be. A line counts the patches; another one follows when all of them were made, and one before they
 * are taken back. Journals of earlier versions do not promise these.
 */
const firstLine = 'Platter undo journal 1\n';
const longestLine: Bytes = 8192;
/** Nearly every line is shorter, and many thousands are read. */
const usualLine: Bytes = 512;
const longestKept: Bytes = 64 * MiB;

const bytes = z.number().int().nonnegative();
const cause = { file: z.string().min(1), because: z.string() };
const bytesRecord = z.object({
  kind: z.literal('bytes'),
  ...cause,
  at: bytes,
  was: bytes.max(longestKept),
  now: bytes.max(longestKept),
  digest: z.string(),
});
const sizeRecord = z.object({ kind: z.literal('size'), ...cause, was: bytes, now: bytes });
const record = z.discriminatedUnion('kind', [
  bytesRecord,
  sizeRecord,
  z.object({ kind: z.literal('begin'), goesOn: z.boolean(), tellsWhenMade: z.boolean().default(false) }),
  z.object({ kind: z.literal('end'), patches: bytes }),
  z.object({ kind: z.literal('made') }),
  z.object({ kind: z.literal('taking-back') }),
]);
type JournalRecord = z.infer<typeof record>;

/** A patch of a journal without its bytes, which start at `content` in the journal. */
export type JournalEntry = z.infer<typeof sizeRecord> | (z.infer<typeof bytesRecord> & { readonly content: Bytes });

/** What a journal holds, without the bytes. */
export interface JournalContent {
  /** It was written right after the one before it, in the same repair. */
  readonly goesOn: boolean;
  /** All of its patches were made, as far as is known. */
  readonly isMade: boolean;
  /** Somebody has begun to take its patches back. */
  readonly isTakenBack: boolean;
  /** In the order in which they are made. */
  readonly entries: readonly JournalEntry[];
}

/** Writes patches one after another into a new file. */
export async function appendPatches(
  file: Writer,
  patches: AsyncIterable<Patch>,
  { goesOn }: Pick<JournalContent, 'goesOn'>,
): Promise<void> {
  const journal = new Appender(file, 0);
  const appendLine = (line: JournalRecord): Promise<void> => journal.append(Buffer.from(`${JSON.stringify(line)}\n`));

  await journal.append(Buffer.from(firstLine));
  await appendLine({ kind: 'begin', goesOn, tellsWhenMade: true });
  let count = 0;
  for await (const patch of patches) {
    count += 1;
    if (patch.kind === 'size') {
      await appendLine(patch);
    } else {
      const { was, now } = patch;
      await appendLine({ ...patch, was: was.length, now: now.length, digest: digestOf(was, now) });
      await journal.append(was);
      await journal.append(now);
    }
  }
  await appendLine({ kind: 'end', patches: count });
  await journal.finish();
}

/** What happened to the patches of a journal. */
export type JournalMark = Extract<JournalRecord['kind'], 'made' | 'taking-back'>;

/** Notes at the end of a journal what happened, or is about to happen, to its patches. */
export async function appendMark(file: Writer, kind: JournalMark): Promise<void> {
  await file.write(file.size, Buffer.from(`${JSON.stringify({ kind } satisfies JournalRecord)}\n`));
  await file.flush();
}

/** Reads what a journal holds. Throws `repair.bad-journal` for anything but a whole one. */
export async function readContent(file: Reader, name: string): Promise<JournalContent> {
  if ((await lineAt(file, 0)) !== firstLine) throw badJournal(name, 'it does not begin as a journal does');
  const entries: JournalEntry[] = [];
  let goesOn = false;
  let tellsWhenMade = false;
  for (let at = firstLine.length; ;) {
    const text = await lineAt(file, at);
    const { data } = record.safeParse(asJson(text));
    if (!data) throw badJournal(name, 'a line is not understood');
    at += Buffer.byteLength(text);
    switch (data.kind) {
      case 'begin':
        ({ goesOn, tellsWhenMade } = data);
        break;
      case 'bytes':
        entries.push({ ...data, content: at });
        at += data.was + data.now;
        break;
      case 'size':
        entries.push(data);
        break;
      case 'end':
        if (data.patches !== entries.length) throw badJournal(name, 'patches are missing');
        return { goesOn, entries, ...(await readMarks(file, at, { tellsWhenMade })) };
      case 'made':
      case 'taking-back':
        throw badJournal(name, 'it ends too early');
    }
  }
}

/** What is noted behind the patches. A line that a power cut has torn says nothing yet. */
async function readMarks(
  file: Reader,
  from: Bytes,
  { tellsWhenMade }: { readonly tellsWhenMade: boolean },
): Promise<Pick<JournalContent, 'isMade' | 'isTakenBack'>> {
  const marks = new Set<string>();
  for (let at = from, text = await lineAt(file, at); text !== ''; text = await lineAt(file, at)) {
    at += Buffer.byteLength(text);
    marks.add(record.safeParse(asJson(text)).data?.kind ?? '');
  }
  return { isMade: !tellsWhenMade || marks.has('made'), isTakenBack: marks.has('taking-back') };
}

/** An entry with its bytes. Throws `repair.bad-journal` when they are not those that were kept. */
export async function readPatch(file: Reader, name: string, entry: JournalEntry): Promise<Patch> {
  if (entry.kind === 'size') return entry;
  const { kind, file: of, because, at, content, was, now } = entry;
  if (content + was + now > file.size) throw badJournal(name, 'it ends too early');
  const both = new Uint8Array(was + now);
  await file.read(content, both);
  const patch = { kind, file: of, because, at, was: both.subarray(0, was), now: both.subarray(was) };
  if (digestOf(patch.was, patch.now) !== entry.digest) throw badJournal(name, 'its bytes have changed');
  return patch;
}

/** The text from a place to the end of its line, that end included; less when there is none within bounds. */
async function lineAt(file: Reader, at: Bytes): Promise<string> {
  for (const longest of [usualLine, longestLine]) {
    const piece = Buffer.alloc(Math.max(0, Math.min(longest, file.size - at)));
    await file.read(at, piece);
    const end = piece.indexOf('\n') + 1;
    if (end > 0) return piece.toString('utf8', 0, end);
  }
  return '';
}

function digestOf(was: Uint8Array, now: Uint8Array): string {
  return createHash('sha256').update(was).update(now).digest('hex');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badJournal(name: string, problem: string): DiskError {
  return new DiskError('repair.bad-journal', { name, problem });
}
