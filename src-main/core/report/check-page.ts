import path from 'node:path';
import { verdictInWords } from '#shared/text/verdict.ts';
import { outlookInWords, toneOf } from './check-words.ts';
import type { Page } from './document.ts';
import { findingCounts, findingSections } from './findings.ts';
import { imageFacts } from './image-facts.ts';
import { verdict } from './parts/verdict.ts';
import type { ReportOf } from './report.ts';

/** A check: the verdict, the image, and what was found in it. */
export function checkPage({ result }: Pick<ReportOf<'check'>, 'result'>): Page {
  return {
    kind: 'Check',
    heading: path.basename(result.path),
    content: [
      verdict(toneOf(result), verdictInWords(result), outlookInWords(result)),
      findingCounts(result),
      imageFacts(result),
      findingSections(result),
    ],
  };
}
