import { deflateSync } from 'node:zlib';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { footer } from '#main/core/formats/vhd/layout.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { marker, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { buildVdi, free } from '#test/formats/vdi/build.ts';
import { buildDynamic, buildFixed, plainFooter, signedFooter } from '#test/formats/vhd/build.ts';
import { buildSparse } from '#test/formats/vmdk/build.ts';
import { makeImage } from '#test/support/make-image.ts';
import { seededRandom } from '#test/support/random.ts';
import { inOneFile, type HostileCase } from './hostile-case.ts';

/** Footers that disagree with headers, files that are two images at once, and grains that inflate to more than they may. */
export async function casesOfShapes(): Promise<readonly HostileCase[]> {
  return [...footersOfVhd(), ...(await footersOfVmdk()), ...polyglots(), await bomb()];
}

function footersOfVhd(): readonly HostileCase[] {
  const blockSize = 4096;
  const image = buildDynamic({ table: [4, free], header: { blockSize } });
  const honest = footer.decode(image);
  const lies = [
    { currentSize: blockSize },
    { currentSize: 2 ** 40 },
    { uuid: '99999999-0506-4708-890a-0b0c0d0e0f10' },
    { diskType: 2 },
    { diskType: 4 },
    { headerStart: 2048 },
    { cookie: 'v_poison' },
  ];
  const cases = lies.flatMap((lie) =>
    (['first', 'last'] as const).map((which) => {
      const content = image.slice();
      content.set(signedFooter({ ...honest, ...lie }), which === 'first' ? 0 : content.length - 512);
      return inOneFile(`a VHD with ${JSON.stringify(lie)} in its ${which} footer`, 'disk.vhd', content, {
        check: 'done',
      });
    }),
  );
  const neither = image.slice();
  for (const at of [0, neither.length - 512]) neither[at + 64] = (neither[at + 64] ?? 0) ^ 0xff;
  return [...cases, inOneFile('a VHD without an intact footer', 'disk.vhd', neither, {})];
}

async function footersOfVmdk(): Promise<readonly HostileCase[]> {
  const stream = await streamOf(new Uint8Array(64 * KiB).fill(7), 4);
  const at = stream.length - 1024;
  const honest = sparseHeader.decode(stream.subarray(at));
  const lies = [
    { capacity: 2 ** 40 },
    { capacity: 1 },
    { grainSize: 2 ** 16 },
    { tableLength: 1 },
    { directory: 0 },
    { directory: 2 ** 50 },
    { flags: 0 },
  ];
  return lies.map((lie) => {
    const content = stream.slice();
    content.set(sparseHeader.encode({ ...honest, ...lie }), at);
    return inOneFile(`a stream with ${JSON.stringify(lie)} in its footer`, 'disk.vmdk', content, {});
  });
}

async function streamOf(grain: Uint8Array<ArrayBuffer>, grains: number): Promise<Uint8Array> {
  const virtualSize = grains * grain.length;
  const image = await makeImage(vmdk, { variant: 'streamOptimized', virtualSize });
  const variant = vmdk.variants.find(({ info }) => info.id === 'streamOptimized');
  const identity = { uuid: () => '01020304-0506-4708-890a-000000000001', now: () => new Date(0) };
  const sink = await variant?.create?.(image.asTarget(), { virtualSize, options: vmdk.options().parse({}), identity });
  for (let i = 0; i < grains; i += 1) await sink?.data(i * grain.length, grain);
  await sink?.finish();
  return image.main.bytes();
}

/** Each of them is two things at once; none may be taken for one of them in silence. */
function polyglots(): readonly HostileCase[] {
  const vdi = buildVdi({ map: [0], header: { blockSize: 4096, diskSize: 4096 } });
  const vmdkImage = buildSparse({ grains: { 0: 'data' } });
  const withFooter = (content: Uint8Array) => {
    const both = new Uint8Array(content.length + 512);
    both.set(content);
    both.set(signedFooter({ ...plainFooter(content.length), diskType: 2, headerStart: null }), content.length);
    return both;
  };
  const put = (content: Uint8Array, at: number, bytes: readonly number[]) => {
    const changed = content.slice();
    changed.set(bytes, at);
    return changed;
  };
  const several = { info: 'probe.several', check: 'probe.several', convert: 'probe.several' };
  return [
    inOneFile('a VDI with the footer of a VHD', 'disk.vdi', withFooter(vdi), several),
    inOneFile('a VMDK with the footer of a VHD', 'disk.vmdk', withFooter(vmdkImage), several),
    inOneFile('a VMDK with the signature of a VDI', 'disk.vmdk', put(vmdkImage, 64, [0x7f, 0x10, 0xda, 0xbe]), several),
    inOneFile('a VDI with the magic of a VMDK', 'disk.vdi', put(vdi, 0, [0x4b, 0x44, 0x4d, 0x56]), several),
    inOneFile(
      'a dynamic VHD with the signature of a VDI',
      'disk.vhd',
      put(buildDynamic({ table: [4], header: { blockSize: 4096 } }), 64, [0x7f, 0x10, 0xda, 0xbe]),
      {},
    ),
    inOneFile(
      'a fixed VHD that starts like a VMDK',
      'disk.vhd',
      put(buildFixed(8192), 0, [0x4b, 0x44, 0x4d, 0x56]),
      several,
    ),
    inOneFile(
      'a fixed VHD that starts like a QCOW2',
      'disk.vhd',
      put(buildFixed(8192), 0, [0x51, 0x46, 0x49, 0xfb]),
      several,
    ),
    inOneFile('a VDI that starts like gzip', 'disk.vdi', put(vdi, 0, [0x1f, 0x8b, 8]), several),
    inOneFile(
      'a VHD in a descriptor',
      'disk.vmdk',
      withFooter(Buffer.from('# Disk DescriptorFile\nversion=1\n'.padEnd(1024))),
      several,
    ),
  ];
}

/** Sixteen grains of 64 KiB, each of which inflates to 60 MiB. */
async function bomb(): Promise<HostileCase> {
  const grains = 16;
  const stream = await streamOf(seededRandom(1).bytes(64 * KiB), grains);
  const charge = deflateSync(Buffer.alloc(60 * MiB), { level: 9 });
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let set = 0;
  for (let at = 128 * 512; at < stream.length && set < grains; at += 512) {
    const isMarker = view.getBigUint64(at, true) === BigInt(set * 128) && view.getUint32(at + 8, true) > 60_000;
    if (!isMarker) continue;
    view.setUint32(at + marker.offsetOf('size'), charge.length, true);
    stream.set(charge, at + marker.offsetOf('type'));
    set += 1;
  }
  if (set !== grains) throw new Error(`only ${String(set)} grains`);
  return inOneFile('a stream that inflates to 960 MiB', 'disk.vmdk', stream, {
    info: 'done',
    check: 'done',
    convert: 'vmdk.grain-corrupt',
  });
}
