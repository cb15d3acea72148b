import { map as mapDisk } from '#main/core/operations/map.ts';
import type { MapEntry } from '#shared/model/extent.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { warnOfUse } from '../render/in-use.ts';
import { jsonArray } from '../render/json.ts';
import { print } from '../render/streams.ts';

// Wide enough for every offset below 2^53.
const numberWidth = 16;
const head = `${'start'.padStart(numberWidth)}  ${'length'.padStart(numberWidth)}  kind  place in the file\n`;

/** `platter map`: written as it is found, since the map of a fragmented disk can be larger than memory. */
export const map: Command = async ({ arguments: [path = ''], options: { sourceFormat, parents, json }, signal }) => {
  const batches = mapDisk({ path, sourceFormat, parents }, { signal, report: () => undefined });
  for await (const piece of json ? jsonArray(batches) : table(batches)) await print(piece);
  await warnOfUse(path);
  return exitCodes.fine;
};

async function* table(batches: AsyncIterable<readonly MapEntry[]>): AsyncGenerator<string> {
  let before = head;
  for await (const batch of batches) {
    yield before + batch.map(row).join('');
    before = '';
  }
}

function row({ start, length, kind, file = 0, offset }: MapEntry): string {
  const place = offset === undefined ? '' : `  ${String(offset)}${file > 0 ? ` of file ${String(file)}` : ''}`;
  const numbers = [start, length].map((number) => String(number).padStart(numberWidth));
  return `${[...numbers, kind.padEnd(4)].join('  ')}${place}`.trimEnd() + '\n';
}
