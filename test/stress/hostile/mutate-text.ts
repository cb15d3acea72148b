import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Random } from '#test/support/random.ts';
import type { MutableFile } from './mutate.ts';

/** Names that lead out of a folder, or to what is no file. The last ones lie in every folder in which mutants are tried. */
export const hostileNames: readonly [string, ...string[]] = [
  '/etc/passwd',
  '/dev/zero',
  '/dev/stdin',
  '/proc/self/mem',
  '..',
  '.',
  '',
  '../outside/canary.vmdk',
  '..\\outside\\canary.vmdk',
  'C:\\Windows\\win.ini',
  'c:canary',
  '\\\\server\\share\\disk.vmdk',
  '//server/share/disk.vmdk',
  '\\\\.\\PhysicalDrive0',
  'http://localhost/disk.vmdk',
  'file:///etc/passwd',
  'nbd://localhost',
  'json:{"driver":"file"}',
  'CON',
  'disk.vmdk:stream',
  'a\\b',
  'a/b',
  './disk.vmdk',
  'link-out',
  'link-out.vmdk',
  'link-to-folder',
  'link-to-nothing',
  'link-to-itself',
  'pipe',
  'pipe.vmdk',
  'socket.vmdk',
  'folder',
  'folder.vmdk',
];

const numbers: readonly [string, ...string[]] = [
  '0',
  '1',
  '-1',
  '2',
  '512',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '18446744073709551615',
  '99999999999999999999999999',
  '1e9',
  '0x10',
  '1.5',
  '٣',
  ' ',
  '',
];

const words: readonly [string, ...string[]] = [
  'RW',
  'RDONLY',
  'NOACCESS',
  'SPARSE',
  'FLAT',
  'ZERO',
  'VMFS',
  'VMFSSPARSE',
  'SESPARSE',
  'VMFSRDM',
  'monolithicSparse',
  'monolithicFlat',
  'twoGbMaxExtentSparse',
  'streamOptimized',
  'fullDevice',
  'vmfs',
  'custom',
  'ffffffff',
  'fffffffe',
  '00000000',
  'yes',
  'parentCID',
  'CID',
];

/** Changes the text of a descriptor; what lies behind it stays where it is. Undefined where there is none. */
export function mutateText(file: MutableFile, names: readonly string[], random: Random): string | undefined {
  const area = file.anatomy.texts[0];
  if (!area) return undefined;
  const isAll = area.start === 0;
  const stored = Buffer.from(file.content.subarray(area.start, area.start + area.length)).toString('latin1');
  const end = stored.indexOf('\0');
  const text = end < 0 ? stored : stored.slice(0, end);
  const [changed, says] = changeText(text, names, random);
  const bytes = Buffer.from(changed, 'latin1');
  if (isAll) file.content = Uint8Array.from(bytes);
  else {
    const room = file.content.subarray(area.start, area.start + area.length);
    room.fill(0);
    room.set(bytes.subarray(0, room.length));
  }
  return says;
}

/** More than any reader takes; a long line that is repeated would fill the memory of whoever makes the mutant. */
const longestText: Bytes = 8 * MiB;

function changeText(text: string, names: readonly string[], random: Random): readonly [string, string] {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const replaced = (now: string, says: string) =>
    [lines.with(at, now).join('\n'), `line ${String(at + 1)} ${says}`] as const;
  switch (random.below(10)) {
    case 0:
      return [lines.toSpliced(at, 1).join('\n'), `line ${String(at + 1)} removed`];
    case 1:
      return [lines.toSpliced(at, 0, line).join('\n'), `line ${String(at + 1)} doubled`];
    case 2: {
      const times = Math.min(random.pick([10, 300, 20_000]), Math.ceil(longestText / (line.length + 1)));
      return [
        lines.toSpliced(at, 0, ...Array.from({ length: times }, () => line)).join('\n'),
        `line ${String(at + 1)} ${String(times)} times`,
      ];
    }
    case 3:
    case 4: {
      const name = random.below(3) === 0 ? (names[random.below(names.length)] ?? '') : random.pick(hostileNames);
      const quoted = lines.findIndex((one, i) => i >= at && /".*"/.test(one));
      const place = quoted < 0 ? lines.findIndex((one) => /".*"/.test(one)) : quoted;
      const now = lines.map((one, i) => (i === place ? one.replace(/".*"/, () => `"${name}"`) : one));
      return [now.join('\n'), `line ${String(place + 1)} names ${JSON.stringify(name)}`];
    }
    case 5: {
      const name = random.pick(hostileNames);
      const more = [`parentFileNameHint="${name}"`, `parentCID=${random.pick(['12345678', '0', 'ffffffff'])}`];
      const without = lines.filter((one) => !/^parent/i.test(one));
      return [without.toSpliced(3, 0, ...more).join('\n'), `with a parent ${JSON.stringify(name)}`];
    }
    case 6: {
      const number = random.pick(numbers);
      return replaced(line.replace(/\d+(?=\D*$)|\d+/, number), `with the number ${JSON.stringify(number)}`);
    }
    case 7: {
      const word = random.pick(words);
      return replaced(line.replace(/[A-Za-z]+(?=\W*$)|[A-Z]{2,}/, word), `with the word ${word}`);
    }
    case 8: {
      const length = random.pick([100, 70_000]);
      return replaced(
        line + String.fromCharCode(random.below(256)).repeat(length),
        `${String(length)} characters longer`,
      );
    }
    default: {
      const place = random.below(text.length);
      const code = random.below(256);
      return [
        text.slice(0, place) + String.fromCharCode(code) + text.slice(place + random.below(2)),
        `byte ${String(code)} at ${String(place)}`,
      ];
    }
  }
}
