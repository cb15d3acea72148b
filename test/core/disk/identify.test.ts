import { describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { identify, takeSample } from '#main/core/disk/identify.ts';
import { formats } from '#main/core/formats/index.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';

async function reasonFor(content: Uint8Array): Promise<string> {
  try {
    return identify(await takeSample(new MemoryFile(content), 'x'), formats).id;
  } catch (thrown) {
    if (thrown instanceof DiskError) return thrown.reason;
    throw thrown;
  }
}

function withBytes(at: number, text: string, size = 64 * 1024): Buffer {
  const content = Buffer.alloc(size);
  content.write(text, at < 0 ? size + at : at, 'latin1');
  return content;
}

describe('telling the format of a file', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'probe.empty'],
    ['one byte', new Uint8Array(1), 'probe.unknown'],
    ['zeros', new Uint8Array(4096), 'probe.unknown'],
    ['a partitioned raw disk', withBytes(510, '\x55\xaa'), 'probe.unknown'],
    ['VHDX', withBytes(0, 'vhdxfile'), 'probe.foreign'],
    ['QCOW2', withBytes(0, 'QFI\xfb\0\0\0\x03'), 'probe.foreign'],
    ['Parallels', withBytes(0, 'WithouFreSpacExt'), 'probe.foreign'],
    ['Bochs', withBytes(0, 'Bochs Virtual HD Image'), 'probe.foreign'],
    ['DMG', withBytes(-512, 'koly'), 'probe.foreign'],
    ['an xz archive', withBytes(0, '\xfd7zXZ\0'), 'probe.foreign'],
    ['a signature at the wrong place', withBytes(1, 'vhdxfile'), 'probe.unknown'],
  ])('answers for %s', async (_, content, expected) => {
    expect(await reasonFor(content)).toBe(expected);
  });

  it('tells an OVA from another tar archive', async () => {
    const tar = withBytes(257, 'ustar');
    tar.write('machine.ovf\0');
    const sample = await takeSample(new MemoryFile(tar), 'machine.ova');
    expect(() => identify(sample, formats)).toThrow('OVA appliance');
    tar.write('readme.txt\0');
    expect(() => identify({ ...sample, head: tar.subarray(0, 4096) }, formats)).toThrow('tar archive');
  });

  it('refuses a file that shows two formats instead of choosing', async () => {
    const polyglot = withBytes(0x40, '\x7f\x10\xda\xbe\x01\x00\x01\x00');
    polyglot.write('koly', polyglot.length - 512);
    expect(await reasonFor(polyglot)).toBe('probe.several');
  });
});
