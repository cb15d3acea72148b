import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KiB, MiB, roundUp, type ByteRange } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { marker, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';

const grain = 64 * KiB;
const virtualSize = 33 * MiB + 512;
/** Both sides of the border between two tables, and the grain that the disk cuts off. */
const written: ByteRange[] = [
  { start: grain, length: 2 * grain },
  { start: 32 * MiB - grain, length: 2 * grain },
  { start: 33 * MiB, length: 512 },
];
const firstGrain = 128 * 512;

const makeStream = async () =>
  (await makeImage(vmdk, { variant: 'streamOptimized', virtualSize, written })).main.bytes();
const open = (bytes: Uint8Array, tolerance: 'strict' | 'rescue' = 'strict') =>
  openImage(vmdk, new MemoryImage('disk.vmdk', bytes), { tolerance });
const read = async (bytes: Uint8Array, tolerance?: 'strict' | 'rescue') => readAll(await open(bytes, tolerance));

function expectWritten(found: Uint8Array, ranges = written): void {
  expect(firstDifference(found, patternWithin({ start: 0, length: virtualSize }, ranges), 0)).toBeUndefined();
}

/** Where the marker of the grain at an offset of the disk stands. */
function markerOf(stream: Uint8Array, offset: number): number {
  const sectors = Array.from({ length: stream.length / 512 }, (_, sector) => sector * 512);
  const found = sectors.find((at) => {
    const view = viewOf(stream.subarray(at));
    return view.getBigUint64(0, true) === BigInt(offset / 512) && view.getUint32(8, true) > 0;
  });
  return found ?? NaN;
}

/** Puts other compressed bytes in place of those of the first grain. */
async function withFirstGrain(compressed: Uint8Array): Promise<Uint8Array> {
  const stream = await makeStream();
  viewOf(stream).setUint32(firstGrain + marker.offsetOf('size'), compressed.length, true);
  stream.set(compressed, firstGrain + marker.offsetOf('type'));
  return stream;
}

describe('reading streams', () => {
  it('finds the footer in front of zeros that a transport added', async () => {
    const stream = await makeStream();
    const padded = new Uint8Array(stream.length + 60 * KiB + 100);
    padded.set(stream);
    expectWritten(await read(padded));
  });

  it.each([1, 512, 1536, 2048])('refuses a stream that lost its last %d bytes', async (lost) => {
    const stream = await makeStream();
    const outcome = read(stream.subarray(0, stream.length - lost));
    // The end mark alone can be spared: everything that counts is there.
    if (lost <= 512) expectWritten(await outcome);
    else await expect(outcome).rejects.toMatchObject({ reason: 'vmdk.footer-missing' });
  });

  it.each([
    [
      'capacity',
      (footer: DataView) => {
        footer.setUint32(sparseHeader.offsetOf('capacity'), 8, true);
      },
    ],
    [
      'directory',
      (footer: DataView) => {
        footer.setBigUint64(sparseHeader.offsetOf('directory'), 2n ** 64n - 1n, true);
      },
    ],
  ] as const)('refuses a footer with a %s of its own', async (_, lie) => {
    const stream = await makeStream();
    lie(viewOf(stream.subarray(stream.length - 1024)));
    await expect(open(stream)).rejects.toMatchObject({ reason: 'vmdk.footer-differs' });
    expectWritten(await read(stream, 'rescue'));
  });

  it('finds all grains by their markers when rescuing a stream without an end, past markers it does not know', async () => {
    const stream = await makeStream();
    const unknown = new Uint8Array(512);
    unknown.set(marker.encode({ value: 77, size: 0, type: 4 }));
    const cut = Buffer.concat([stream.subarray(0, firstGrain), unknown, stream.subarray(firstGrain, -1536)]);
    expectWritten(await read(cut, 'rescue'));
  });

  it('keeps the grains before the damage when rescuing a stream that ends in the middle of one', async () => {
    const stream = await makeStream();
    const size = viewOf(stream).getUint32(firstGrain + marker.offsetOf('size'), true);
    const second = firstGrain + roundUp(size + 12, 512);
    expectWritten(await read(stream.subarray(0, second + 100), 'rescue'), [{ start: grain, length: grain }]);
  });

  it.each<[string, number, bigint | number, string]>([
    ['the place of another grain', marker.offsetOf('value'), 256n, 'it belongs to sector 256, not 128'],
    ['no size', marker.offsetOf('size'), 0, '0 bytes cannot be right'],
    ['a giant size', marker.offsetOf('size'), 2 ** 32 - 1, '4294967295 bytes cannot be right'],
  ])('refuses a marker with %s', async (_, at, value, problem) => {
    const stream = await makeStream();
    const view = viewOf(stream);
    if (typeof value === 'bigint') view.setBigUint64(firstGrain + at, value, true);
    else view.setUint32(firstGrain + at, value, true);
    await expect(read(stream)).rejects.toMatchObject({ reason: 'vmdk.grain-marker', facts: { grain: 1, problem } });
  });

  it.each<[string, Uint8Array]>([
    ['is not compressed at all', patternAt(0, 300)],
    ['has no zlib frame around it', deflateRawSync(new Uint8Array(grain))],
    ['is too short', deflateSync(new Uint8Array(grain - 1))],
    ['is too long', deflateSync(new Uint8Array(grain + 1))],
    ['would fill the memory', deflateSync(new Uint8Array(4 * MiB))],
    ['needs a dictionary', deflateSync(new Uint8Array(grain), { dictionary: Buffer.from('platter') })],
    ['fails its checksum', Buffer.concat([deflateSync(new Uint8Array(grain)).subarray(0, -4), Buffer.alloc(4)])],
  ])('refuses a grain that %s', async (_, compressed) => {
    await expect(read(await withFirstGrain(compressed))).rejects.toMatchObject({
      reason: 'vmdk.grain-corrupt',
      code: 'damaged',
      facts: { grain: 1 },
    });
  });

  it('fills up a last grain that is stored short, as QEMU and open-vmdk do', async () => {
    const stream = await makeStream();
    const short = deflateSync(patternAt(33 * MiB, 300));
    const last = markerOf(stream, 33 * MiB);
    viewOf(stream).setUint32(last + marker.offsetOf('size'), short.length, true);
    stream.set(short, last + marker.offsetOf('type'));
    expectWritten(await read(stream), [...written.slice(0, 2), { start: 33 * MiB, length: 300 }]);
  });
});
