import {
  appendFileSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { whileUnchanged } from '#main/core/disk/while-unchanged.ts';
import { check } from '#main/core/operations/check.ts';
import { compact, previewCompaction } from '#main/core/operations/compact.ts';
import { compare } from '#main/core/operations/compare.ts';
import { convert } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { hash } from '#main/core/operations/hash.ts';
import { read } from '#main/core/operations/read.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { actingAt, unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
let source: string;

beforeEach(async () => {
  folder = await TempFolder.create();
  source = folder.at('source.vdi');
  await makeSampleDisk(folder.at('disk.img'), 24 * MiB);
  await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target: source }, unwatched);
  utimesSync(source, longAgo, longAgo);
});

afterEach(() => folder[Symbol.asyncDispose]());

/** Whole seconds, as an old archive leaves them, can be set back exactly. */
const longAgo = new Date('2001-09-09T01:46:40Z');

/** Overwrites one sector of the last block, and sets the time of the change back: no program can hide that from the system. */
function overwriteInSecret(file: string): void {
  const { size } = statSync(file);
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(512, 0xee), 0, 512, size - 64 * KiB);
  closeSync(descriptor);
  utimesSync(file, longAgo, longAgo);
}

function replace(file: string): void {
  writeFileSync(`${file}.new`, 'another file');
  renameSync(`${file}.new`, file);
}

const changes: readonly (readonly [how: string, change: (file: string) => void])[] = [
  [
    'grows',
    (file) => {
      appendFileSync(file, 'more');
    },
  ],
  [
    'is cut',
    (file) => {
      truncateSync(file, 2 * MiB);
    },
  ],
  [
    'is cut to nothing',
    (file) => {
      truncateSync(file, 0);
    },
  ],
  ['is written to by somebody who hides it', overwriteInSecret],
  ['is replaced', replace],
  ['is removed', unlinkSync],
];

const refusal = (file: string) => ({ reason: 'source.changed', code: 'in-use', facts: { path: file } });

describe.each(changes)('a source that %s while it is converted', (_, change) => {
  it('is refused, and nothing is left', async () => {
    const before = (await folder.names()).filter((name) => name !== 'source.vdi');
    const job = { source, target: folder.at('target.vhd'), overwrite: true };
    await expect(
      convert(
        job,
        actingAt('copy', () => {
          change(source);
        }),
      ),
    ).rejects.toMatchObject(refusal(source));
    expect((await folder.names()).filter((name) => name !== 'source.vdi')).toEqual(before);
    expect(await folder.openFiles()).toEqual([]);
  });
});

it('lets a source change once all of it has been read', async () => {
  const job = { source, target: folder.at('target.vhd') };
  const result = await convert(
    job,
    actingAt('verify', () => {
      truncateSync(source, 0);
    }),
  );
  expect(result.digest?.value).toBe(
    (await hash({ path: folder.at('disk.img'), sourceFormat: 'raw' }, unwatched)).value,
  );
});

describe('a change while an image is read', () => {
  const drain = async (pieces: AsyncIterable<unknown>) => {
    const iterator = pieces[Symbol.asyncIterator]();
    while (!(await iterator.next()).done);
  };
  const secretly = (phase: string) =>
    actingAt(phase, () => {
      overwriteInSecret(source);
    });

  it.each<readonly [string, (file: string) => Promise<unknown>]>([
    ['hash', (file) => hash({ path: file }, secretly('hash'))],
    [
      'compare',
      (file) => compare({ first: folder.at('disk.img'), firstFormat: 'raw', second: file }, secretly('compare')),
    ],
    ['check', (file) => check({ path: file }, secretly('check'))],
    ['read', (file) => drain(read({ path: file }, secretly('read')))],
    ['a forecast of a compaction', (file) => previewCompaction({ path: file }, secretly('measure'))],
    ['a compaction', (file) => compact({ path: file }, secretly('measure'))],
  ])('ends %s with a refusal', async (_, work) => {
    await expect(work(source)).rejects.toMatchObject(refusal(source));
  });

  it('is found among the files of a set', async () => {
    const set = folder.at('set.vmdk');
    await convert({ source, target: set, variant: 'twoGbMaxExtentFlat' }, unwatched);
    const extent = (await folder.names()).find((name) => name.startsWith('set-')) ?? '';
    utimesSync(folder.at(extent), longAgo, longAgo);
    const job = { source: set, target: folder.at('target.vhd') };
    const watch = actingAt('copy', () => {
      overwriteInSecret(folder.at(extent));
    });
    await expect(convert(job, watch)).rejects.toMatchObject(refusal(folder.at(extent)));
  });

  it('is found in a parent', async () => {
    const child = folder.at('child.vdi');
    await createChild({ target: child, parent: source }, unwatched);
    await expect(hash({ path: child }, secretly('hash'))).rejects.toMatchObject(refusal(source));
  });

  it('is no matter where nobody wrote: times of access do not count', async () => {
    const touchAccess = actingAt('hash', () => {
      readFileSync(source);
    });
    await expect(hash({ path: source }, touchAccess)).resolves.toMatchObject({ algorithm: 'sha256' });
  });

  it('is told in the place of what comes of it, such as a read beyond the new end', async () => {
    await using image = await ImageFolder.open(source, defaultLimits);
    const work = () => {
      truncateSync(source, 0);
      return image.main.read(0, new Uint8Array(512));
    };
    await expect(whileUnchanged([image], unwatched, work)).rejects.toMatchObject({
      ...refusal(source),
      cause: { reason: 'file.short-read' },
    });
  });

  it('ends long work within moments, not at its end', async () => {
    await using image = await ImageFolder.open(source, defaultLimits);
    const endless = whileUnchanged([image], unwatched, async ({ signal }) => {
      overwriteInSecret(source);
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      signal.throwIfAborted();
    });
    await expect(endless).rejects.toMatchObject(refusal(source));
  });
});
