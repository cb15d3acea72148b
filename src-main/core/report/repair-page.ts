import path from 'node:path';
import type { VNode } from 'vue';
import type { RepairKind, RepairStep } from '#shared/model/check.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import { verdictInWords } from '#shared/text/verdict.ts';
import { toneOf } from './check-words.ts';
import type { Page } from './document.ts';
import { element } from './element.ts';
import { findingCounts, findingSections } from './findings.ts';
import { imageFacts } from './image-facts.ts';
import { exact } from './parts/facts.ts';
import { panel } from './parts/panel.ts';
import { inDigits, size } from './parts/size.ts';
import { table } from './parts/table.ts';
import { verdict } from './parts/verdict.ts';
import type { ReportOf } from './report.ts';

type Repair = ReportOf<'preview-repair'> | ReportOf<'repair'> | ReportOf<'undo-repair'>;

interface RepairWords {
  readonly kind: string;
  /** What the list of changes is called. */
  readonly steps: string;
  /** What to say of changes, and when there were none. */
  readonly some: (amount: string) => string;
  readonly none: string;
  /** When the findings were as they are told. */
  readonly state: string;
}

const words: Readonly<Record<Repair['operation'], RepairWords>> = {
  'preview-repair': {
    kind: 'Repair, previewed',
    steps: 'What a repair would change',
    some: (amount) => `A repair would change ${amount}. Nothing has been changed yet.`,
    none: 'A repair of this kind would change nothing.',
    state: 'This is the state now, before a repair.',
  },
  repair: {
    kind: 'Repair',
    steps: 'What was changed',
    some: (amount) => `The repair changed ${amount}.`,
    none: 'Nothing was changed: there is nothing that a repair of this kind could mend.',
    state: 'This is the state after the repair.',
  },
  'undo-repair': {
    kind: 'Repair, taken back',
    steps: 'What was put back',
    some: (amount) => `The last repair was taken back, in ${amount}.`,
    none: 'Nothing was put back.',
    state: 'This is the state after that.',
  },
};

const kinds: Readonly<Record<RepairKind, string>> = {
  lossless: 'what loses nothing',
  all: 'also what may lose something',
};

/** A repair, what it would do, or what it was: the state of the image, the changes, and what is found now. */
export function repairPage(report: Repair): Page {
  const { operation, result } = report;
  const { kind, steps, some, none, state } = words[operation];
  const isEmpty = result.repaired.length === 0;
  const asked = operation === 'undo-repair' ? undefined : kinds[report.input.kind];
  return {
    kind,
    heading: path.basename(result.path),
    content: [
      verdict(toneOf(result), verdictInWords(result), isEmpty ? none : some(amountOf(result.repaired)), state),
      isEmpty ? undefined : panel(steps, stepTable(steps, result.repaired), journalNote(report)),
      findingCounts(result),
      imageFacts(result, [['Asked for', asked]]),
      findingSections(result),
    ],
  };
}

function amountOf(steps: readonly RepairStep[]): string {
  const changes = steps.reduce((sum, step) => sum + step.changes, 0);
  const bytes = steps.reduce((sum, step) => sum + step.bytes, 0);
  return `${inDigits(changes)} ${changes === 1 ? 'place' : 'places'} (${sizeInWords(bytes)})`;
}

function stepTable(caption: string, steps: readonly RepairStep[]): VNode {
  return table(
    caption,
    [
      { title: 'Because of', value: ({ code }) => element('code', {}, code) },
      { title: 'File', value: ({ file }) => exact(file) },
      { title: 'Places', value: ({ changes }) => inDigits(changes), isNumber: true },
      { title: 'Amount', value: ({ bytes }) => size(bytes), isNumber: true },
    ],
    steps,
  );
}

function journalNote({ result: { journal } }: Repair): VNode | undefined {
  if (journal === null) return undefined;
  return element(
    'p',
    { class: 'muted' },
    'What was there before is kept in ',
    exact(journal),
    '. With it, the repair can be taken back.',
  );
}
