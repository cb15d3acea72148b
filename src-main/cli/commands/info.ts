import { inspect } from '#main/core/operations/inspect.ts';
import { toDiskError } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { Command } from '../command.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { reportFailure } from '../render/failure.ts';
import { factList, labelOf, sizeInFull } from '../render/human.ts';
import { userInWords } from '../render/in-use.ts';
import { jsonDocument } from '../render/json.ts';
import { printResult } from '../render/streams.ts';

/** `platter info`: every image gets its answer, whatever happens to the others. */
export const info: Command = async ({ arguments: paths, options: { sourceFormat, parents, json }, signal }) => {
  const images: ImageInfo[] = [];
  const failures: unknown[] = [];
  for (const path of paths) {
    try {
      images.push(await inspect({ path, sourceFormat, parents }, { signal, report: () => undefined }));
    } catch (thrown) {
      signal.throwIfAborted();
      failures.push(thrown);
    }
  }
  try {
    if (images.length === 0 && json) throw failures.shift();
    await printResult(json ? jsonDocument(images) : images.map(describe).join('\n'));
  } finally {
    // Also when the first one is told as JSON, or the rest cannot be printed.
    for (const failure of failures) await reportFailure(failure, { asJson: false });
  }
  if (failures.length === 0) return exitCodes.fine;
  return images.length > 0 ? exitCodes.couldNot : exitCodeOf(toDiskError(failures[0]));
};

function describe(image: ImageInfo): string {
  const { parent, uuid, creator, blockSize } = image;
  const files = image.files.length > 1 ? image.files.map(({ path, size }) => `${path}, ${sizeInFull(size)}`) : [];
  const facts: [string, string | null][] = [
    ['image', image.path],
    ['format', `${image.format} ${image.variant}`],
    ['virtual size', sizeInFull(image.virtualSize)],
    ['file size', sizeInFull(image.fileSize)],
    ['size on disk', sizeInFull(image.allocatedSize)],
    ['block size', blockSize === null ? null : sizeInFull(blockSize)],
    ['parent', parent],
    ['uuid', uuid],
    ['written by', creator],
    ['in use', image.inUse && userInWords(image.inUse)],
    ...Object.entries(image.facts).map(([key, value]): [string, string] => [labelOf(key), String(value)]),
    ...files.map((file, index): [string, string] => [index === 0 ? 'files' : '', file]),
  ];
  return factList(facts.filter((fact): fact is [string, string] => fact[1] !== null));
}
