import type { CheckResult } from '#shared/model/check.ts';
import * as english from '#shared/text/verdict.ts';
import { verdictInGerman } from './de/verdict.ts';
import { language } from './language.ts';

/** The one sentence with which a check begins. */
export function verdictInWords(result: Pick<CheckResult, 'summary' | 'blocks'>): string {
  return language.value === 'de' ? verdictInGerman(result) : english.verdictInWords(result);
}
