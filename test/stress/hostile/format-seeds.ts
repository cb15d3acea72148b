import { KiB, MiB } from '#shared/model/bytes.ts';
import { defineFormat, type DiskFormat } from '#main/core/disk/format.ts';
import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { diskId, stateId } from '#test/chain/vdi-chain.ts';
import { buildVdi, buildVdi02, free, zero } from '#test/formats/vdi/build.ts';
import { buildDynamic, buildFixed } from '#test/formats/vhd/build.ts';
import { buildSparse, descriptorOf, diskSize, sparseLine } from '#test/formats/vmdk/build.ts';
import { buildCowd, buildSeSparse, cowdSize, seSize } from '#test/formats/vmdk/build-esx.ts';
import { makeImage, type ImageRecipe } from '#test/support/make-image.ts';
import type { ImageSet } from './image-set.ts';

/** Sound images of all formats and variants, a few hundred KiB each, made here: they are there on every machine. */
export async function formatSeeds(): Promise<readonly ImageSet[]> {
  const split = defineFormat({ ...vmdk, options, title: 'VMDK in small files', variants: splitVariants(640 * KiB) });
  const written = [
    { start: 0, length: 192 * KiB },
    { start: 512 * KiB, length: 64 * KiB },
  ];
  return [
    ...vdis(),
    ...vhds(),
    ...vmdks(),
    await made('vmdk written', vmdk, { virtualSize: 5 * MiB, options: { grainSize: 4 * KiB }, written }),
    await made('vmdk stream', vmdk, { variant: 'streamOptimized', virtualSize: 900 * KiB, written }),
    await made('vmdk flat', vmdk, { variant: 'monolithicFlat', virtualSize: 256 * KiB, written: written.slice(0, 1) }),
    await made('vmdk split', split, { variant: 'twoGbMaxExtentSparse', virtualSize: 900 * KiB, written }),
    await made('vmdk split flat', split, { variant: 'twoGbMaxExtentFlat', virtualSize: 900 * KiB, written }),
  ];
}

const small = { blockSize: 4 * KiB };

function vdis(): readonly ImageSet[] {
  const base = { uuid: diskId('01'), modificationUuid: stateId('01') };
  const child = { imageType: imageTypes.differencing, parentUuid: diskId('01'), parentModificationUuid: stateId('01') };
  const size = { ...small, diskSize: 6 * small.blockSize };
  const parent = buildVdi({ map: [0, 1, free, 2, zero, 3], header: { ...size, ...base } });
  return [
    single(
      'vdi',
      'disk.vdi',
      buildVdi({ map: [3, 1, free, 0, zero, 2], header: { ...size, headerSize: 400, dataStart: 1024 } }),
    ),
    single(
      'vdi of full size',
      'disk.vdi',
      buildVdi({ map: [0, 1, 2], header: { ...small, diskSize: 3 * small.blockSize, imageType: imageTypes.fixed } }),
    ),
    single('vdi 0.2', 'disk.vdi', buildVdi02([0, free], 2 * MiB)),
    {
      title: 'vdi with a parent',
      main: 'child.vdi',
      files: new Map([
        [
          'child.vdi',
          buildVdi({
            map: [free, 0, free, zero, 1, free],
            header: { ...size, ...child, uuid: diskId('02'), modificationUuid: stateId('02') },
          }),
        ],
        ['base.vdi', parent],
      ]),
    },
  ];
}

function vhds(): readonly ImageSet[] {
  const table = [4, free, 13, 22];
  const parent = buildDynamic({ table, header: small, footer: { uuid: diskId('01'), timestamp: 86_400 } });
  const parentName = Buffer.from('base.vhd', 'utf16le').swap16();
  const child = buildDynamic({
    table: [free, 4, 13, free],
    bitmap: new Uint8Array(512).fill(0x55),
    header: { ...small, parentUuid: diskId('01'), parentTimestamp: 86_400, parentName },
    footer: { diskType: 4, uuid: diskId('02') },
  });
  return [
    single('vhd', 'disk.vhd', buildDynamic({ table, header: small })),
    single('vhd of full size', 'disk.vhd', buildFixed(64 * KiB)),
    {
      title: 'vhd with a parent',
      main: 'child.vhd',
      files: new Map([
        ['child.vhd', child],
        ['base.vhd', parent],
      ]),
    },
  ];
}

function vmdks(): readonly ImageSet[] {
  const childText = descriptorOf([sparseLine(diskSize)], 'parentFileNameHint="base.vmdk"').replace(
    'parentCID=ffffffff',
    'parentCID=12345678',
  );
  const cowd = descriptorOf([`RW ${String(cowdSize / 512)} VMFSSPARSE "disk-delta.vmdk"`]);
  const seSparse = descriptorOf([`RW ${String(seSize / 512)} SESPARSE "disk-sesparse.vmdk"`]);
  return [
    single('vmdk', 'disk.vmdk', buildSparse({ grains: { 0: 'data', 5: 'data', 700: 'data', 1535: 'data' } })),
    {
      title: 'vmdk with a parent',
      main: 'child.vmdk',
      files: new Map([
        ['child.vmdk', buildSparse({ grains: { 1: 'data', 700: 'data' }, descriptor: childText })],
        ['base.vmdk', buildSparse({ grains: { 0: 'data', 1: 'data' } })],
      ]),
    },
    {
      title: 'vmdk of an old ESX',
      main: 'disk.vmdk',
      files: new Map([
        ['disk.vmdk', Buffer.from(cowd)],
        ['disk-delta.vmdk', buildCowd({ grains: { 0: 'data', 7: 'data', 4095: 'data' } })],
      ]),
    },
    {
      title: 'vmdk seSparse',
      main: 'disk.vmdk',
      files: new Map([
        ['disk.vmdk', Buffer.from(seSparse)],
        ['disk-sesparse.vmdk', buildSeSparse({ grains: { 0: 'data', 4096: 'data' } })],
      ]),
    },
  ];
}

function single(title: string, main: string, content: Uint8Array): ImageSet {
  return { title, main, files: new Map([[main, content]]) };
}

async function made(title: string, format: DiskFormat, recipe: ImageRecipe): Promise<ImageSet> {
  const image = await makeImage(format, recipe);
  return { title, main: image.name, files: new Map(image.contents().map(({ name, bytes }) => [name, bytes])) };
}
