import { describe, expect, it } from 'vitest';
import { clearBitRuns, withoutRuns } from '#main/core/guest/cluster-runs.ts';
import { Distrusted } from '#main/core/guest/distrusted.ts';
import { crc16, crc32c } from '#main/core/guest/ext/checksums.ts';
import { decodeRunList } from '#main/core/guest/ntfs/run-list.ts';
import { distrustInWords, fileSystemInWords, partitionTypeInWords } from '#shared/text/guest.ts';

const structure = '$Bitmap';
const decode = (hex: string, clusters: number, ofVolume = 2 ** 30) =>
  decodeRunList(Buffer.from(hex.replaceAll(' ', ''), 'hex'), { clusters, ofVolume, structure });

describe('the run lists of NTFS', () => {
  it('count from run to run, also backwards', () => {
    expect(decode('21 18 34 56 00', 0x18)).toEqual([{ first: 0x5634, count: 0x18 }]);
    expect(decode('21 18 34 56 11 30 F0 00', 0x48)).toEqual([
      { first: 0x5634, count: 0x18 },
      { first: 0x5624, count: 0x30 },
    ]);
    expect(decode('14 10 00 00 00 7f 00', 0x10)).toEqual([{ first: 0x7f, count: 0x10 }]);
  });

  it.each([
    ['sparse runs', '01 10 00', 0x10],
    ['no end', '21 18 34 56', 0x18],
    ['numbers of 15 bytes', 'ff 00', 0],
    ['a run of no length', '21 00 34 56 00', 0],
    ['a start before the volume', '11 10 F0 00', 0x10],
    ['a start behind the volume', '18 10 00 00 00 00 00 00 7f 01 00', 0x10],
    ['more clusters than the volume', '81 10 ff ff ff ff ff ff ff 7f 00', 0x10],
    ['fewer clusters than the attribute', '11 10 20 00', 0x11],
    ['nothing', '', 0x10],
    ['no run', '00', 0x10],
  ])('are refused with %s', (_, hex, clusters) => {
    expect(() => decode(hex, clusters)).toThrow(Distrusted);
  });
});

describe('maps of bits', () => {
  it('give the runs that a look at each bit gives', () => {
    for (let round = 0; round < 300; round += 1) {
      // Bytes of all ones and zeros are what maps are made of, and what is skipped.
      const map = Uint8Array.from(
        { length: 12 },
        () => [0, 0xff, 0x0f, 0xf0, round & 0xff][Math.floor(Math.random() * 5)] ?? 0,
      );
      const bits = Math.floor(Math.random() * 97);
      const free = Array.from({ length: bits }, (_, bit) => ((map[bit >> 3] ?? 0) >> (bit & 7)) % 2 === 0);
      const told = Array.from({ length: bits }, () => false);
      const runs = clearBitRuns(map, bits, 1000);
      for (const { first, count } of runs) told.fill(true, first - 1000, first - 1000 + count);
      expect(told).toEqual(free);
      expect(
        runs.every(({ first }, i) => i === 0 || first > (runs[i - 1]?.first ?? 0) + (runs[i - 1]?.count ?? 0)),
      ).toBe(true);
    }
  });

  it('leave out what is taken', () => {
    const run = { first: 10, count: 10 };
    expect(withoutRuns(run, [])).toEqual([run]);
    expect(withoutRuns(run, [{ first: 0, count: 100 }])).toEqual([]);
    expect(
      withoutRuns(run, [
        { first: 5, count: 7 },
        { first: 13, count: 2 },
        { first: 18, count: 9 },
      ]),
    ).toEqual([
      { first: 12, count: 1 },
      { first: 15, count: 3 },
    ]);
  });
});

it('the checksums of ext are those of the catalogues of checksums', () => {
  const check = Buffer.from('123456789');
  expect(crc32c(0xffff_ffff, check) ^ 0xffff_ffff).toBe(0xe306_9283 | 0);
  // CRC-16/MODBUS, which starts with all ones as ext does.
  expect(crc16(0xffff, check)).toBe(0x4b37);
});

it('what is found has words', () => {
  expect(distrustInWords({ reason: 'larger-than-partition', facts: { size: 2 ** 20, limit: 2 ** 19 } })).toBe(
    'The file system has 1 MiB, but its partition only 512 KiB.',
  );
  expect(distrustInWords({ reason: 'of-the-future' as 'dirty', facts: {} })).toBe('of-the-future');
  expect(fileSystemInWords('exfat')).toBe('exFAT');
  expect(['07', 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b', '99', 'constructor'].map(partitionTypeInWords)).toEqual([
    'NTFS or exFAT',
    'EFI system',
    '99',
    'constructor',
  ]);
});
