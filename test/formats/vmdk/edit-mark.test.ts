import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { Recorder } from '#test/support/crash.ts';
import { MemoryImage, openImage } from '#test/support/make-image.ts';
import { buildSet, buildSparse, descriptorOf, diskSize, grain, sparseLine } from './build.ts';
import { changedBytes, edit, identityOf } from './edit-support.ts';

const longId = '0123456789abcdef0123456712345678';
const textOf = (image: MemoryImage) => Buffer.from(image.main.bytes()).toString('latin1');

/** A small disk whose descriptor has the given line instead of its `CID=12345678`, and perhaps more lines. */
function imageWith(line: string, ...more: readonly string[]): MemoryImage {
  const descriptor = descriptorOf([sparseLine(diskSize)], ...more).replace('CID=12345678', line);
  return new MemoryImage('disk.vmdk', buildSparse({ descriptor, grains: { 0: 'data' } }));
}

describe('the content id', () => {
  it.each([
    ['as it usually is', 'CID=12345678', 'a1b2c3d4', 'CID=a1b2c3d4'],
    ['with leading zeros', 'CID=12345678', '0000beef', 'CID=0000beef'],
    ['in capitals and quotes', ' cid = "1234ABCD" ', 'a1b2c3d4', ' cid = "a1b2c3d4" '],
    ['unpadded, as QEMU writes it', 'CID=2345678', 'a1b2c3d4', 'CID=1b2c3d4'],
    ['of a disk that was never written', 'CID=fffffffe', 'a1b2c3d4', 'CID=a1b2c3d4'],
    ['when chance gives the old one', 'CID=a1b2c3d4', 'a1b2c3d4', 'CID=a1b2c3d5'],
    ['when chance gives the one for no parent', 'CID=12345678', 'ffffffff', 'CID=7fffffff'],
  ])('is replaced digit by digit: %s', async (_, line, random, replaced) => {
    const image = imageWith(line);
    const before = image.main.bytes();
    const layer = await edit(image, identityOf(random));
    await layer.write(0, new Uint8Array(512).fill(1));
    await layer.flush();
    const at = textOf(imageWith(line)).indexOf(line);
    expect(textOf(image).slice(at, at + line.length)).toBe(replaced);
    const rest = changedBytes(before, image.main.bytes()).filter(
      ({ start }) => start < at || start >= at + line.length,
    );
    expect(rest.every(({ start }) => start >= image.main.size - grain)).toBe(true);
  });

  it('stays the end of the long content id', async () => {
    const image = imageWith('CID=12345678', `ddb.longContentID = "${longId}"`);
    const layer = await edit(image, identityOf('a1b2c3d4'));
    await layer.write(0, new Uint8Array(512).fill(1));
    expect(textOf(image)).toContain('ddb.longContentID = "0102030405064708890a0b0ca1b2c3d4"');
    expect((await openImage(vmdk, image)).marks).toEqual({ modification: 'a1b2c3d4' });
  });

  it('changes once, is on the medium before anything else changes, and is what children would have to ask for', async () => {
    const image = imageWith('CID=12345678');
    const recorder = new Recorder();
    const main = recorder.record(image.name, image.main);
    const layer = await edit(
      { main, name: image.name, sibling: (name) => image.sibling(name) },
      identityOf('a1b2c3d4'),
    );
    expect(layer.marks).toEqual({ modification: '12345678' });
    await layer.write(0, new Uint8Array(512).fill(1));
    expect(layer.marks).toEqual({ modification: 'a1b2c3d4' });
    expect(recorder.steps.slice(0, 2).map(({ kind }) => kind)).toEqual(['write', 'flush']);
    await layer.flush();
    await layer.write(grain, new Uint8Array(512).fill(1));
    await layer.flush();
    const place = textOf(image).indexOf('a1b2c3d4');
    expect(recorder.steps.filter((step) => step.kind === 'write' && step.at === place)).toHaveLength(1);
  });

  it('lies in the descriptor file when the disk has one, which keeps its length', async () => {
    const image = buildSet(descriptorOf([`RW ${MiB / 512} FLAT "disk-flat.vmdk" 0`]), {
      'disk-flat.vmdk': new Uint8Array(MiB),
    });
    const before = image.main.bytes();
    const layer = await edit(image, identityOf('a1b2c3d4'));
    await layer.write(512, new Uint8Array(512).fill(7));
    await layer.flush();
    expect(textOf(image)).toBe(Buffer.from(before).toString().replace('CID=12345678', 'CID=a1b2c3d4'));
    expect(image.siblings.get('disk-flat.vmdk')?.bytes().indexOf(7)).toBe(512);
  });

  it('is not looked for behind the end of the text', async () => {
    const image = imageWith('CID=12345678');
    const padding = Buffer.from('\nCID=99999999\n');
    await image.main.write(20 * 512, padding);
    const layer = await edit(image);
    await layer.write(0, new Uint8Array(512).fill(1));
    expect(textOf(image)).toContain('CID=99999999');
  });
});
