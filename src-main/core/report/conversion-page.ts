import path from 'node:path';
import type { VNode } from 'vue';
import type { ConvertInput, ConvertResult } from '#shared/model/convert.ts';
import { durationInWords, rateInWords, sizeInWords } from '#shared/text/quantities.ts';
import type { Page } from './document.ts';
import { element, type Content } from './element.ts';
import { formatInWords, variantInWords } from './format-words.ts';
import { lossPanel } from './losses.ts';
import { bar, legend } from './parts/bar.ts';
import { exact, facts, type Fact } from './parts/facts.ts';
import { moment } from './parts/moment.ts';
import { panel } from './parts/panel.ts';
import { inDigits, size } from './parts/size.ts';
import { verdict } from './parts/verdict.ts';
import type { ReportOf } from './report.ts';

/** Files of a split image that are listed before the rest is folded away. */
const shownFiles = 8;

const digestTitles = { sha256: 'SHA-256 of the disk', 'sha256-sparse': 'SHA-256 of the stored content and its places' };

/** A conversion: what became what, how far that is proven, and how large it is. */
export function conversionPage({ input, result, endedAt }: ReportOf<'convert'>): Page {
  return {
    kind: 'Conversion',
    heading: `${path.basename(result.source)} → ${path.basename(result.target)}`,
    content: [
      conversionVerdict(result),
      lossPanel(result),
      sizesPanel(result),
      sourcePanel(input),
      targetPanel(input, result),
      timesPanel(result, endedAt),
    ],
  };
}

/** What a salvage lost comes before everything else: nothing else would tell. */
function conversionVerdict({ verified, lost, lostBytes = 0, lostRanges = 0 }: ConvertResult): VNode {
  const unchanged = 'The source was not changed.';
  if (!lost) {
    return verified
      ? verdict('success', 'The new image was read back and is equal to its source.', unchanged)
      : verdict('neutral', 'The new image was written, and was not read back.', unchanged);
  }
  const check = verified
    ? 'The new image was read back and is equal to what was salvaged.'
    : 'The new image was not read back.';
  if (lostBytes === 0) return verdict('success', 'Everything on the disk was salvaged.', check, unchanged);
  const where = lostRanges === 1 ? 'one range' : `${inDigits(lostRanges)} ranges`;
  return verdict(
    'warning',
    `${sizeInWords(lostBytes)} of the disk could not be salvaged, in ${where}.`,
    'What was written there is not to be trusted; most of it is zeros.',
    check,
    unchanged,
  );
}

function sizesPanel({ virtualSize, dataBytes, zeroBytes, bytesWritten, lostBytes = 0 }: ConvertResult): VNode {
  const empty = lostBytes > 0 ? 'Empty or lost' : 'Empty';
  const scale = Math.max(virtualSize, bytesWritten);
  return panel(
    'Sizes',
    bar('Disk', [{ paint: 'kept', bytes: dataBytes }], { total: virtualSize, scale }),
    bar('Image', [{ paint: 'kept', bytes: bytesWritten }], { total: bytesWritten, scale }),
    legend([
      { paint: 'kept', title: 'Data', bytes: dataBytes },
      { paint: 'empty', title: `${empty}, not written`, bytes: zeroBytes },
    ]),
    facts([
      ['Size of the disk', size(virtualSize)],
      ['Data', size(dataBytes)],
      [empty, size(zeroBytes)],
      ['The image takes', size(bytesWritten)],
    ]),
  );
}

function sourcePanel({ source, sourceFormat }: ConvertInput): VNode {
  return panel(
    'From',
    facts([
      ['File', exact(source)],
      ['Stated format', sourceFormat === undefined ? undefined : formatInWords(sourceFormat)],
    ]),
  );
}

function targetPanel({ profile, options = {}, overwrite }: ConvertInput, result: ConvertResult): VNode {
  const { format, variant, files, digest } = result;
  const chosen = Object.entries(options).map(([name, value]): Fact => [`Option ${name}`, exact(String(value))]);
  return panel(
    'To',
    facts([
      [files.length > 1 ? `${inDigits(files.length)} files` : 'File', fileList(files)],
      ['Format', variantInWords(format, variant)],
      ['Made for', profile],
      ...chosen,
      ['Existing target', overwrite === true ? 'to be replaced, if there was one' : undefined],
      digest ? [digestTitles[digest.algorithm], exact(digest.value)] : ['Digest', 'not computed'],
    ]),
  );
}

function fileList(files: readonly string[]): Content {
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) return exact(only);
  const folded = files.slice(shownFiles);
  return [
    list(files.slice(0, shownFiles)),
    folded.length > 0
      ? element('details', {}, element('summary', {}, `${inDigits(folded.length)} more files`), list(folded))
      : undefined,
  ];
}

function list(files: readonly string[]): VNode {
  return element(
    'ul',
    { class: 'plain' },
    files.map((file) => element('li', {}, exact(file))),
  );
}

function timesPanel({ durationMs, dataBytes, verified }: ConvertResult, endedAt: number): VNode {
  const seconds = durationMs / 1000;
  return panel(
    'Times',
    facts([
      ['Began', moment(endedAt - durationMs)],
      ['Ended', moment(endedAt)],
      ['Took', `${durationInWords(seconds)}${verified ? ', reading back included' : ''}`],
      ['Data per second', seconds >= 1 ? rateInWords(dataBytes / seconds) : undefined],
    ]),
  );
}
