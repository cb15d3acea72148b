import { imageTypes } from '#main/core/formats/vdi/layout.ts';
import { parentLocator } from '#main/core/formats/vhd/layout.ts';
import { diskId, stateId } from '#test/chain/vdi-chain.ts';
import { buildVdi, free } from '#test/formats/vdi/build.ts';
import { buildDynamic } from '#test/formats/vhd/build.ts';
import { buildSparse, descriptorOf, diskSize, sparseLine } from '#test/formats/vmdk/build.ts';
import { canaryId } from './companions.ts';
import { inFiles, inOneFile, type HostileCase } from './hostile-case.ts';
import { hostileNames } from './mutate-text.ts';

/** Names inside images that lead out of the folder, to what is no file, or round in circles. */
export function casesOfNames(): readonly HostileCase[] {
  return [...extents(), ...parentsOfVmdk(), ...parentsOfVhd(), ...parentsByMarks(), ...loops()];
}

/** How an extent with such a name is refused. */
function refusalOf(name: string): string {
  if (/^[a-z]+:\/\//.test(name)) return 'vmdk.remote-extent';
  if (name === '') return 'file.outside-folder';
  if (name.includes('"')) return 'vmdk.descriptor-line';
  if (/^\.{1,2}$|[/\\]|^[a-z]:/i.test(name)) return 'file.outside-folder';
  if (/^link-(out|to-folder)/.test(name)) return 'file.outside-folder';
  return /^(pipe|socket|folder)/.test(name) ? 'file.not-regular' : 'file.missing';
}

function extents(): readonly HostileCase[] {
  return hostileNames.flatMap((name) =>
    [`RW 8 FLAT "${name}" 0`, `RW ${String(diskSize / 512)} SPARSE "${name}"`].map((line) =>
      inOneFile(`an extent ${line}`, 'disk.vmdk', descriptorOf([line]), { info: refusalOf(name) }),
    ),
  );
}

/** Of a parent, only the last part of its name counts, and only in the folder of the child. */
function parentsOfVmdk(): readonly HostileCase[] {
  return hostileNames
    .filter((name) => !name.includes('"'))
    .map((name) => {
      const isNoFile = /^(pipe|socket|folder)/.test(name);
      return inOneFile(`a parent "${name}"`, 'child.vmdk', vmdkChild(name), {
        info: isNoFile ? 'file.not-regular' : 'chain.parent-missing',
      });
    });
}

function vmdkChild(parent: string, contentId = '12345678'): Uint8Array {
  const descriptor = descriptorOf([sparseLine(diskSize)], `parentFileNameHint="${parent}"`);
  return buildSparse({ descriptor: descriptor.replace('parentCID=ffffffff', `parentCID=${contentId}`) });
}

function parentsOfVhd(): readonly HostileCase[] {
  const names = ['/etc/passwd', '..\\outside\\canary.vhd', '\\\\server\\share\\canary.vhd', 'link-out.vhd', 'pipe.vhd'];
  return names.flatMap((name) =>
    (['W2ru', 'W2ku', 'MacX'] as const).map((platform) =>
      inOneFile(`a VHD with the parent "${name}" in ${platform}`, 'child.vhd', vhdChild(name, platform), {
        info: name.startsWith('pipe') ? 'file.not-regular' : 'chain.parent-missing',
      }),
    ),
  );
}

function vhdChild(name: string, platform: string): Uint8Array {
  const path = platform === 'MacX' ? Buffer.from(`file://${name}`) : Buffer.from(name, 'utf16le');
  const parentLocators = Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size));
  parentLocators[0] = parentLocator.encode({ platform, space: 512, length: path.length, start: 2048 });
  const child = buildDynamic({
    table: [free, 8],
    header: { blockSize: 4096, parentUuid: canaryId, parentLocators },
    footer: { diskType: 4 },
  });
  child.set(path, 2048);
  return child;
}

/** Parents are sought by their id among all files of the folder; links that lead out of it are not among them. */
function parentsByMarks(): readonly HostileCase[] {
  const marks = { parentUuid: canaryId, parentModificationUuid: canaryId };
  const child = buildVdi({ map: [free, free], header: { imageType: imageTypes.differencing, ...marks } });
  return [inOneFile('a VDI whose parent is outside', 'child.vdi', child, { info: 'chain.parent-missing' })];
}

function loops(): readonly HostileCase[] {
  const vdi = (own: string, parent: string) =>
    buildVdi({
      map: [free],
      header: {
        imageType: imageTypes.differencing,
        uuid: diskId(own),
        modificationUuid: stateId(own),
        parentUuid: diskId(parent),
        parentModificationUuid: stateId(parent),
      },
    });
  const vhd = (own: string, parent: string) =>
    buildDynamic({
      table: [free],
      header: { blockSize: 4096, parentUuid: diskId(parent) },
      footer: { diskType: 4, uuid: diskId(own) },
    });
  const loop = { info: 'chain.loop', chain: 'done', check: 'done', convert: 'chain.loop' };
  const deep = Array.from({ length: 70 }, (_, i) => [`${String(i)}.vmdk`, vmdkChild(`${String(i + 1)}.vmdk`)] as const);
  return [
    inOneFile('a VDI that is its own parent', 'disk.vdi', vdi('01', '01'), loop),
    inFiles('VDIs that are parents of each other', { 'a.vdi': vdi('01', '02'), 'b.vdi': vdi('02', '01') }, loop),
    inOneFile('a VHD that is its own parent', 'disk.vhd', vhd('01', '01'), loop),
    inFiles('VHDs that are parents of each other', { 'a.vhd': vhd('01', '02'), 'b.vhd': vhd('02', '01') }, loop),
    inOneFile('a VMDK that is its own parent', 'disk.vmdk', vmdkChild('disk.vmdk'), loop),
    inFiles(
      'VMDKs in a circle',
      { 'a.vmdk': vmdkChild('b.vmdk'), 'b.vmdk': vmdkChild('c.vmdk'), 'c.vmdk': vmdkChild('a.vmdk') },
      loop,
    ),
    inFiles('70 VMDKs on top of each other', Object.fromEntries(deep), { info: 'chain.too-deep' }),
    inOneFile('a descriptor that is its own extent', 'disk.vmdk', descriptorOf(['RW 1 FLAT "disk.vmdk" 0']), {}),
    inOneFile(
      'a descriptor that is its own sparse extent',
      'disk.vmdk',
      descriptorOf([`RW ${String(diskSize / 512)} SPARSE "disk.vmdk"`]),
      { convert: 'vmdk.extent-is-descriptor' },
    ),
  ];
}
