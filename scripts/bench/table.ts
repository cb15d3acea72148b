import { MiB } from '#shared/model/bytes.ts';
import { ratio, valueOf, type Aim, type AimKind } from './aims.ts';
import type { Outcome, Row } from './contest.ts';

const titles = [
  ...['Work', 'Disk', 'Platter', '(processor)', '÷ flushed', '÷ unflushed', 'verified', '÷ flushed', '÷ unflushed'],
  ...['qemu-img', '(processor)', 'unflushed', 'limit', 'peak', 'size', 'rounds', 'aims'],
];

/** The table as lines of Markdown. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  return [line(titles), line(titles.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))];
}

function cellsOf(row: Row): readonly string[] {
  const by = (name: Outcome['name']) => row.outcomes.find((one) => one.name === name);
  const [own, verified, theirs] = [by('platter'), by('platter, verified'), by('qemu-img')];
  return [
    ...[row.work, row.disk],
    ...[
      seconds(own),
      processor(own),
      times(ratio(row, 'platter')),
      times(ratio(row, 'platter', 'qemu-img, unflushed')),
    ],
    seconds(verified),
    ...[times(ratio(row, 'platter, verified')), times(ratio(row, 'platter, verified', 'qemu-img, unflushed'))],
    ...[seconds(theirs), processor(theirs), seconds(by('qemu-img, unflushed')), seconds(by('limit'))],
    memory(valueOf(row, { kind: 'peak', most: 0 }) ?? 0),
    theirs && theirs.writtenBytes > 0 ? times(valueOf(row, { kind: 'size ratio', most: 0 })) : '',
    String(own?.rounds ?? ''),
    row.aims.map((aim) => verdict(row, aim)).join(', '),
  ];
}

const short: Readonly<Record<AimKind, string>> = {
  ratio: '',
  'verified ratio': 'verified ',
  'size ratio': 'size ',
  seconds: '',
  'own seconds': 'own ',
  peak: 'peak ',
};

/** An aim, and by how much it was missed. */
function verdict(row: Row, aim: Aim): string {
  const value = valueOf(row, aim);
  const written = `${short[aim.kind]}≤ ${amount(aim.kind, aim.most)}`;
  if (value === undefined) return `${written} not measured`;
  return value <= aim.most ? `${written} ✓` : `**${written} missed: ${amount(aim.kind, value)}**`;
}

/** How many aims were met, and how many there are. */
export function countAims(rows: readonly Row[]): { readonly met: number; readonly all: number } {
  const outcomes = rows.flatMap((row) => row.aims.map((aim) => (valueOf(row, aim) ?? Infinity) <= aim.most));
  return { met: outcomes.filter(Boolean).length, all: outcomes.length };
}

function amount(kind: AimKind, value: number): string {
  if (kind === 'peak') return `${(value / 1e6).toFixed(0)} MB`;
  return kind.endsWith('seconds') ? `${(value * 1000).toFixed(0)} ms` : times(value);
}

function seconds(outcome: Outcome | undefined): string {
  return outcome ? `${outcome.seconds.toFixed(2)} s` : '';
}

function processor(outcome: Outcome | undefined): string {
  return outcome ? `(${outcome.cpuSeconds.toFixed(2)} s)` : '';
}

function memory(bytes: number): string {
  return bytes > 0 ? `${String(Math.round(bytes / MiB))} MiB` : '';
}

function times(factor: number | undefined): string {
  return factor === undefined ? '' : `${factor.toFixed(2)} ×`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
