import { DiskError } from '#shared/errors.ts';
import { endOf, KiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../io/all-of.ts';
import { InFlight } from '../io/in-flight.ts';
import { addParts, type ContentNotes, type Section } from './content-notes.ts';
import { Disk } from './disk.ts';
import type { DiskFormat, ImageFiles, Watch } from './format.ts';
import { defaultLimits } from './limits.ts';
import { readAhead, storedIn } from './read-ahead.ts';
import { isZero } from './zeros.ts';

export interface VerifyJob {
  readonly files: ImageFiles;
  readonly format: DiskFormat;
  /** The virtual size the image must have. */
  readonly virtualSize: Bytes;
  /** The part of it that is content; what follows must be zero. */
  readonly contentSize: Bytes;
  /** For progress. */
  readonly expectedBytes: Bytes;
}

/** Windows of a section that are read ahead, and that may still be digested at the same time: two sections are read at once. */
const windowsInFlight = 2;

/**
 * Reads a new image back through the reader of its format and compares its content with what was noted of the source; what was not
 * digested while it was copied is digested now. Throws `verify.differs`, also when its size is not the expected one or when the
 * padding behind the content is not zero.
 */
export async function verifyImage(job: VerifyJob, notes: ContentNotes, watch: Watch): Promise<void> {
  const { files, format, virtualSize, contentSize, expectedBytes: total } = job;
  const { signal, report } = watch;
  const layer = await format.open(files, { limits: defaultLimits, tolerance: 'strict', signal });
  if (layer.virtualSize !== virtualSize) {
    throw new DiskError('verify.differs', { expected: `${virtualSize} bytes`, found: `${layer.virtualSize} bytes` });
  }
  const disk = new Disk(layer);
  let done = 0;
  const onRead = (bytes: Bytes) => {
    done = Math.min(done + bytes, total);
    report({ phase: 'verify', done, total, unit: 'bytes' });
  };
  onRead(0);
  const readBack = (section: Section) => verifySection(disk, section, { notes, contentSize, onRead, signal });
  // At the same time: the section that is digested waits for that, and the other one is summed up meanwhile.
  await allOf(notes.sections.map(readBack));
}

interface Pass {
  readonly notes: ContentNotes;
  readonly contentSize: Bytes;
  readonly onRead: (bytes: Bytes) => void;
  readonly signal: AbortSignal;
}

async function verifySection(disk: Disk, section: Section, { notes, contentSize, onRead, signal }: Pass) {
  const found = section.checks.forAnother();
  const digests = new InFlight<void>(windowsInFlight);
  try {
    for await (const { start, bytes, parts, release } of readAhead(disk, {
      unit: 64 * KiB,
      limit: disk.virtualSize,
      range: section,
      ahead: windowsInFlight,
      signal,
    })) {
      const ownLength = Math.max(0, Math.min(bytes.length, contentSize - start));
      if (!isZero(bytes.subarray(ownLength))) {
        throw new DiskError('verify.differs', { expected: 'zeros behind the content', found: 'data' });
      }
      const own = { start, bytes: bytes.subarray(0, ownLength), parts };
      addParts(found, own);
      if (digests.isFull) await digests.next();
      // Padding is no content: the digest ends where the disk does.
      const isDigested = section.digested === 'while-read-back' && ownLength > 0;
      const digested = isDigested ? notes.digest(own, signal) : Promise.resolve();
      digests.add(digested.then(release));
      onRead(storedIn({ parts }));
    }
    await digests.finish();
  } finally {
    await digests.settle();
  }
  const [expected, sum] = [section.checks, found].map((checks) => checks.finish(endOf(section)));
  if (sum !== expected) throw new DiskError('verify.differs', { expected: expected ?? '', found: sum ?? '' });
}
