import { MiB } from '#shared/model/bytes.ts';
import type { Outcome, Row } from './contest.ts';

const seconds = (outcome: Outcome | undefined): string => (outcome ? `${outcome.seconds.toFixed(2)} s` : '');
const memory = (outcome: Outcome | undefined): string =>
  outcome && outcome.peakBytes > 0 ? `${String(Math.round(outcome.peakBytes / MiB))} MiB` : '';

/** How many times as long as qemu-img somebody took; empty without one of the two. */
function ratio({ outcomes }: Row, name: Outcome['name']): number | undefined {
  const own = outcomes.find((one) => one.name === name);
  const theirs = outcomes.find((one) => one.name === 'qemu-img');
  return own && theirs && own.seconds / theirs.seconds;
}

/** The table as lines of Markdown. */
export function tableOf(rows: readonly Row[]): readonly string[] {
  const titles = [
    ...['Work', 'Disk', 'Platter', 'ratio', 'verified', 'ratio'],
    ...['qemu-img', 'unflushed', 'cp', 'Platter peak', 'size'],
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))];
}

function cellsOf(row: Row): readonly string[] {
  const by = (name: Outcome['name']) => row.outcomes.find((one) => one.name === name);
  const [own, theirs] = [by('platter'), by('qemu-img')];
  const size = own && theirs && theirs.writtenBytes > 0 ? times(own.writtenBytes / theirs.writtenBytes) : '';
  return [
    row.work,
    row.disk,
    seconds(own),
    times(ratio(row, 'platter')),
    seconds(by('platter, verified')),
    times(ratio(row, 'platter, verified')),
    seconds(theirs),
    seconds(by('qemu-img, unflushed')),
    seconds(by('cp')),
    memory(own),
    size,
  ];
}

function times(factor: number | undefined): string {
  return factor === undefined ? '' : `${factor.toFixed(2)} ×`;
}
