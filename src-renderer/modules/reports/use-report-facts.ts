import { computed, type ComputedRef, type Ref } from 'vue';
import type { ConvertResult } from '#shared/model/convert.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { durationInWords, rateInWords, sizeInWords } from '../../text/quantities.ts';
import { reportsText } from '../../text/reports.ts';
import { timeInWords } from '../../text/times.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { checkOf, compactionOf, conversionOf } from './results.ts';

/** One line of a report. `copies` marks what a person may want to have word for word, such as paths and digests. */
export interface Fact {
  readonly label: string;
  readonly values: readonly string[];
  readonly copies?: boolean;
}

type Words = (choice: { readonly format: string; readonly variant: string }) => string;

/** What is exact about a job that ended: files, sizes, digest, times. */
export function useReportFacts(job: Readonly<Ref<JobSnapshot | undefined>>): ComputedRef<readonly Fact[]> {
  const catalogue = useCatalogueStore();
  return computed(() => {
    if (!job.value) return [];
    const conversion = conversionOf(job.value);
    const told = conversion ? conversionFacts(conversion, catalogue.inWords) : imageFacts(job.value, catalogue.inWords);
    return [...told, ...timeFacts(job.value)];
  });
}

function conversionFacts(result: ConvertResult, inWords: Words): readonly Fact[] {
  const text = reportsText.facts;
  const { digest, lostBytes = 0 } = result;
  return [
    { label: text.source, values: [result.source], copies: true },
    { label: result.files.length > 1 ? text.files : text.file, values: result.files, copies: true },
    { label: text.format, values: [inWords(result)] },
    { label: text.disk, values: [sizeInWords(result.virtualSize)] },
    { label: text.data, values: [sizeInWords(result.dataBytes)] },
    { label: lostBytes > 0 ? text.zerosOrLost : text.zeros, values: [sizeInWords(result.zeroBytes)] },
    { label: text.onDisk, values: [sizeInWords(result.bytesWritten)] },
    digest
      ? { label: `${text.digest} · ${digest.algorithm}`, values: [digest.value], copies: true }
      : { label: text.digest, values: [text.noDigest] },
    ...rateFact(result),
  ];
}

/** Of something that took less than a second, a speed says nothing. */
function rateFact({ dataBytes, durationMs }: ConvertResult): readonly Fact[] {
  if (durationMs < 1000) return [];
  return [{ label: reportsText.facts.rate, values: [rateInWords((dataBytes * 1000) / durationMs)] }];
}

function imageFacts(job: JobSnapshot, inWords: Words): readonly Fact[] {
  const text = reportsText.facts;
  const compaction = compactionOf(job);
  const path = compaction?.path ?? checkOf(job)?.path;
  return [
    ...(path === undefined ? [] : [{ label: text.file, values: [path], copies: true }]),
    ...(compaction ? [{ label: text.format, values: [inWords(compaction)] }] : []),
  ];
}

function timeFacts({ startedAt, endedAt }: JobSnapshot): readonly Fact[] {
  if (startedAt === undefined || endedAt === undefined) return [];
  const text = reportsText.facts;
  return [
    { label: text.began, values: [timeInWords(startedAt)] },
    { label: text.ended, values: [timeInWords(endedAt)] },
    { label: text.took, values: [durationInWords((endedAt - startedAt) / 1000)] },
  ];
}
