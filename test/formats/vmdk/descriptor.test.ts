import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { decodeDescriptor, startsDescriptor } from '#main/core/formats/vmdk/descriptor-text.ts';
import { contentIdOf, valueOf } from '#main/core/formats/vmdk/descriptor.ts';
import { parseDescriptor } from '#main/core/formats/vmdk/parse-descriptor.ts';

const parse = (...lines: string[]) => parseDescriptor(lines.join('\n'), 'disk.vmdk');
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('parsing a descriptor', () => {
  it('reads keys and extents, and keeps keys it does not know in their order', () => {
    const text =
      '# Disk DescriptorFile\r\nversion=1\r\nCID=4c754a15 \r\n\r\n  RW 8192 SPARSE "a b.vmdk"\r\nddb.odd = "x=y"  \r\n';
    expect(parseDescriptor(text, 'disk.vmdk')).toEqual({
      entries: [
        { key: 'version', value: '1' },
        { key: 'CID', value: '4c754a15' },
        { key: 'ddb.odd', value: 'x=y' },
      ],
      extents: [{ access: 'RW', sectors: 8192, type: 'SPARSE', fileName: 'a b.vmdk', offset: 0 }],
    });
  });

  it('takes extent lines in every form', () => {
    const { extents } = parse(
      'rdonly 1 flat "f" 128',
      'NOACCESS   7\tZERO',
      'RW 5 ZERO "ignored"',
      'RW 63 FLAT "d" 0 partitionUUID \\Device',
    );
    expect(extents).toEqual([
      { access: 'RDONLY', sectors: 1, type: 'FLAT', fileName: 'f', offset: 128 },
      { access: 'NOACCESS', sectors: 7, type: 'ZERO', offset: 0 },
      { access: 'RW', sectors: 5, type: 'ZERO', fileName: 'ignored', offset: 0 },
      { access: 'RW', sectors: 63, type: 'FLAT', fileName: 'd', offset: 0 },
    ]);
  });

  it('finds keys in whatever case they are written, and takes content ids without padding', () => {
    const descriptor = parse('PARENTCID=FFFFFFFF', 'Cid = 1a', 'CreateType = vmfs');
    expect([
      contentIdOf(descriptor, 'parentCID'),
      contentIdOf(descriptor, 'CID'),
      valueOf(descriptor, 'createType'),
    ]).toEqual([0xffff_ffff, 0x1a, 'vmfs']);
  });

  it.each([
    ['RW 0 SPARSE "a"', 'it is not a complete extent line'],
    ['RW 8192 SPARSE', 'it is not a complete extent line'],
    ['RW 8192 SPARSE "a', 'it is not a complete extent line'],
    ['RW 9999999999999999 FLAT "a" 0', 'it is not a complete extent line'],
    ['RW -1 FLAT "a" 0', 'it is not a complete extent line'],
    ['nonsense', 'it is neither an extent nor "key=value"'],
    ['=1', 'it is neither an extent nor "key=value"'],
    ['a'.repeat(70_000), 'it is longer than 65536 characters'],
    ['PARENTCID=0', 'it gives PARENTCID a second value'],
  ])('refuses the line %.40s', (line, problem) => {
    expect(() => parse('parentCID=ffffffff', line)).toThrow(
      expect.objectContaining({ reason: 'vmdk.descriptor-line', facts: { name: 'disk.vmdk', line: 2, problem } }),
    );
  });

  it('does not mind keys that are given twice with one value, or twice in the data base', () => {
    expect(parse('CID=1', 'CID=1', 'ddb.comment=a', 'ddb.comment=b').entries).toHaveLength(4);
  });

  it('stays quick on a megabyte of nothing useful', () => {
    const start = performance.now();
    for (const filler of ['\n', ' ', '# ', 'a=\n', 'RW 1 FLAT ""\n', '\nencoding']) {
      const half = filler.repeat(Math.floor(MiB / 2 / filler.length));
      const text = `${half}\n${'CID=1\n'.repeat(MiB / 12)}`;
      startsDescriptor(bytes(text.slice(0, 4096)));
      try {
        parseDescriptor(decodeDescriptor(bytes(text), 'disk.vmdk'), 'disk.vmdk');
      } catch {
        // refused is as good as parsed: this is about time
      }
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('decoding a descriptor', () => {
  it('ends at the first NUL', () => {
    expect(decodeDescriptor(bytes('version=1\n\0\0left over'), 'disk.vmdk')).toBe('version=1\n');
  });

  it.each([
    ['UTF-8 without a word about it', 'RW 1 FLAT "\xc3\xa4"', 'RW 1 FLAT "ä"'],
    ['Western text without a word about it', 'RW 1 FLAT "\xe4\x80"', 'RW 1 FLAT "ä€"'],
    [
      'Western text that says so',
      'encoding="windows-1252"\nRW 1 FLAT "\xc3\xa4"',
      'encoding="windows-1252"\nRW 1 FLAT "Ã¤"',
    ],
    ['another encoding where no name needs it', 'encoding="GBK"\nRW 1 FLAT "a"', 'encoding="GBK"\nRW 1 FLAT "a"'],
  ])('takes %s', (_, stored, text) => {
    expect(decodeDescriptor(bytes(stored), 'disk.vmdk')).toBe(text);
  });

  it('refuses another encoding where a name needs it', () => {
    expect(() => decodeDescriptor(bytes('encoding="GBK"\nRW 1 FLAT "\xc4\xe3"'), 'disk.vmdk')).toThrow(
      expect.objectContaining({ reason: 'vmdk.encoding', facts: { name: 'disk.vmdk', encoding: 'gbk' } }),
    );
  });

  it.each([
    ['# Disk DescriptorFile\nversion=1', true],
    ['# Disk Descriptor File\r\nCID=1', true],
    ['#DiskDescriptorFile \n', true],
    ['\n# a comment\nversion=1\ncreateType="vmfs"\n', true],
    ['version=1\n', false],
    ['# a shell script\necho\n', false],
    ['# Disk DescriptorFiles\n', false],
    ['', false],
  ])('recognises the beginning of one: %j is %s', (head, expected) => {
    expect(startsDescriptor(bytes(head))).toBe(expected);
  });
});
