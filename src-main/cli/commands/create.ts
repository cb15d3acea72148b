import { DiskError } from '#shared/errors.ts';
import { create as createImage } from '#main/core/operations/create.ts';
import type { CreateResult } from '#shared/model/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import type { Watch } from '#main/core/disk/format.ts';
import type { OptionValues } from '../options.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { factList, sizeInFull } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';

/** `platter create`: an image of its own, or a child of another one. */
export const create: Command = async ({ arguments: [target = ''], options, signal }) => {
  using progress = showProgress(options.progress);
  const result = await make(target, options, { signal, report: progress.report });
  progress.end();
  await printResult(options.json ? jsonDocument(result) : inWords(result));
  return exitCodes.fine;
};

function make(target: string, options: OptionValues, watch: Watch): Promise<CreateResult> {
  const { size: virtualSize, parent, parentFormat, parents, profile, format, variant, option } = options;
  if (parent !== undefined) {
    if (profile !== undefined || variant !== undefined) throw new DiskError('child.variant');
    return createChild({ target, parent, parentFormat, parents, format, options: option, virtualSize }, watch);
  }
  if (parentFormat !== undefined) throw withoutParent('--source-format');
  if (parents !== undefined) throw withoutParent('--parents');
  if (virtualSize === undefined) {
    const problem = '--size is needed, unless --parent names the image whose changes the new one is to hold.';
    throw new DiskError('input.invalid', { problem });
  }
  return createImage({ target, virtualSize, profile, format, variant, options: option }, watch);
}

/** What only says how to read a parent means nothing where there is none. */
function withoutParent(flag: string): DiskError {
  const problem = `${flag} says how to read the parent of a new image, but no parent is given. Name it with --parent, or leave ${flag} out.`;
  return new DiskError('input.invalid', { problem });
}

function inWords({ path, format, variant, virtualSize, files }: CreateResult): string {
  return factList([
    ['created', path],
    ['format', `${format} ${variant}`],
    ['virtual size', sizeInFull(virtualSize)],
    ['files', String(files.length)],
  ]);
}
