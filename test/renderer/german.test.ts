import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { computed } from 'vue';
import { catalogue } from '#main/core/operations/catalogue.ts';
import { profiles } from '#main/core/operations/profiles.ts';
import { useCatalogueStore } from '#renderer/modules/formats/catalogue.store.ts';
import { formatInWords, profileInWords } from '#renderer/text/catalogue.ts';
import { convertText } from '#renderer/text/convert.ts';
import * as germanCatalogue from '#renderer/text/de/catalogue.ts';
import { errorSentences } from '#renderer/text/de/errors/index.ts';
import { findingSentences } from '#renderer/text/de/findings/index.ts';
import { errorInWords } from '#renderer/text/errors.ts';
import { findingWords } from '#renderer/text/findings.ts';
import { chooseLanguage } from '#renderer/text/language.ts';
import { phaseInWords } from '#renderer/text/phases.ts';
import { sizeInWords } from '#renderer/text/quantities.ts';
import { DiskError } from '#shared/errors.ts';
import type { FormatInfo } from '#shared/model/format.ts';
import type { Profile } from '#shared/model/profile.ts';
import { errorRows } from '#shared/text/errors/index.ts';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import { createTestApp, Machine } from './app.ts';

/** A sentence in both languages, and whose it is. */
type Pair = readonly [of: string, english: string | undefined, german: string | undefined];

const fact = /\{\w+(?::bytes)?\}/g;
/** What only the command line is told, in its own terms. */
const commandOnly = 'host.no-byte-output';

const placeholders = (sentence = '') => [...new Set(sentence.match(fact))].sort();

const errors: readonly Pair[] = Object.entries(errorRows).map(([reason, { says }]) => [
  reason,
  says,
  (errorSentences as Readonly<Record<string, string | undefined>>)[reason],
]);

const findings: readonly Pair[] = Object.entries(findingRows).flatMap(([code, { says, means, fix, advice }]) => {
  const german = findingSentences[code as FindingCode];
  return [
    [`${code} says`, says, german.says],
    [`${code} means`, means, german.means],
    [`${code} does`, fix?.does, german.does],
    [`${code} advice`, advice, german.advice],
  ] satisfies readonly Pair[];
});

function inBoth<T>(ask: () => T): { readonly english: T; readonly german: T } {
  chooseLanguage('en');
  const english = ask();
  chooseLanguage('de');
  const german = ask();
  return { english, german };
}

/** The sentences of a format by what they belong to. Its own title is a name for all but raw disks. */
function wordsOf({ id, variants, options }: FormatInfo): Record<string, string | undefined> {
  return Object.fromEntries([
    ...variants.flatMap((variant) => [
      [`${id}.${variant.id} title`, variant.title],
      [`${id}.${variant.id} summary`, variant.summary],
    ]),
    ...Object.entries(options.properties).flatMap(([name, { title, description }]) => [
      [`${id} ${name} title`, title],
      [`${id} ${name} description`, description],
    ]),
  ]) as Record<string, string | undefined>;
}

/** The sentences of a product by what they belong to. Products have proper names. */
function reasonsOf(profile: Profile): Record<string, string | undefined> {
  return Object.fromEntries([
    ...[profile, ...profile.others].map(({ format, variant, reason }) => [
      `${profile.id} ${format}.${variant}`,
      reason,
    ]),
    ...Object.entries(profile.refuses).map(([stored, because]) => [`${profile.id} refuses ${stored}`, because]),
  ]) as Record<string, string | undefined>;
}

function pairs<T>(all: () => readonly T[], words: (one: T) => Record<string, string | undefined>): readonly Pair[] {
  const { english, german } = inBoth(() => Object.assign({}, ...all().map(words)) as ReturnType<typeof words>);
  return Object.entries(english).map(([of, sentence]) => [of, sentence, german[of]]);
}

const inCatalogue = pairs(() => catalogue().map(formatInWords), wordsOf);
const ofProducts = pairs(() => profiles.map(profileInWords), reasonsOf);

afterAll(() => {
  chooseLanguage('system');
});

describe.each([
  ['errors', errors],
  ['findings', findings],
  ['formats', inCatalogue],
  ['products', ofProducts],
])('the German words of %s', (_, sentences) => {
  test('are there for every English sentence, and for no other', () => {
    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.filter(([, english, german]) => (english === undefined) !== (german === undefined))).toEqual([]);
    expect(sentences.filter(([, , german]) => german === '')).toEqual([]);
  });

  test('are no English ones, but for sentences of facts alone', () => {
    const untouched = sentences.filter(([, english, german]) => english !== undefined && english === german);
    expect(untouched.filter(([, english = '']) => /\p{L}/u.test(english.replaceAll(fact, '')))).toEqual([]);
  });

  test('tell the same facts', () => {
    const differing = sentences.filter(
      ([, english, german]) => placeholders(english).join() !== placeholders(german).join(),
    );
    expect(differing).toEqual([]);
  });

  test('have German quotation marks and nothing of the command line', () => {
    const strange = sentences.filter(([of, , german = '']) => {
      // What belongs into a file is quoted as it has to stand there.
      const spoken = german.replaceAll(/\w="[^"]*"/g, '');
      return of !== commandOnly && /["'`]|--\w|platter \w/.test(spoken);
    });
    expect(strange).toEqual([]);
  });
});

test('no German words are left of formats, variants, options and products that are gone', () => {
  const listed = catalogue().map(({ id, variants, options }) => [
    id,
    variants.map((variant) => variant.id).sort(),
    Object.keys(options.properties).sort(),
  ]);
  const spoken = Object.entries(germanCatalogue.formats).map(([id, words]) => [
    id,
    Object.keys(words?.variants ?? {}).sort(),
    Object.keys(words?.options ?? {}).sort(),
  ]);
  expect(spoken.sort()).toEqual(listed.sort());

  const sold = profiles.map((profile) => [
    profile.id,
    [profile, ...profile.others].map(({ format, variant }) => `${format}.${variant}`).sort(),
    Object.keys(profile.refuses).sort(),
  ]);
  const praised = Object.entries(germanCatalogue.profiles).map(([id, words]) => [
    id,
    Object.keys(words?.reasons ?? {}).sort(),
    Object.keys(words?.refuses ?? {}).sort(),
  ]);
  expect(praised.sort()).toEqual(sold.sort());
});

test('advice in the window names no command, in either language', () => {
  for (const [code, { severity }] of Object.entries(findingRows)) {
    const { english, german } = inBoth(() => findingWords({ code, severity, facts: {} }).advice ?? '');
    expect([code, `${english} ${german}`]).toEqual([code, expect.not.stringMatching(/--\w|platter \w/)]);
  }
});

describe('a person who changes the language', () => {
  beforeEach(() => {
    chooseLanguage('en');
  });

  /** What is read of words changes by itself, there and back. */
  function follows(words: () => string | undefined, english: string, german: string): void {
    const shown = computed(words);
    expect(shown.value).toBe(english);
    chooseLanguage('de');
    expect(shown.value).toBe(german);
    chooseLanguage('en');
    expect(shown.value).toBe(english);
  }

  test('reads errors in it', () => {
    const error = new DiskError('target.no-folder', { path: '/disks' });
    follows(
      () => errorInWords(error),
      'The folder /disks does not exist. Choose another one, or make it first.',
      'Den Ordner /disks gibt es nicht. Wählen Sie einen anderen, oder legen Sie ihn zuerst an.',
    );
  });

  test('reads findings in it, with their sizes, their advice and the facts that are words', () => {
    const facts = { name: 'a.vhd', first: 'the header', second: 'the block table' };
    const overlap = { code: 'vhd.structures-overlap', severity: 'damage', facts } as const;
    follows(
      () => findingWords(overlap).says,
      'In a.vhd, the header and the block table are said to lie at the same place.',
      'In a.vhd sollen der Kopf und die Blocktabelle an derselben Stelle liegen.',
    );
    const leak = {
      code: 'vhd.leak',
      severity: 'waste',
      facts: { name: 'the header', bytes: 1.5 * 2 ** 20, places: 2 },
    };
    follows(
      () => findingWords(leak as never).says,
      '1.5 MiB in 2 places of the header belong to no block.',
      '1,5 MiB an 2 Stellen von the header gehören zu keinem Block.',
    );
    const surplus = { code: 'vdi.trailing-bytes', severity: 'waste', facts: {} } as const;
    follows(
      () => findingWords(surplus).does,
      'Cuts the file behind its last slot.',
      'Schneidet die Datei hinter ihrem letzten Platz ab.',
    );
  });

  test('reads a finding of a newer version by its code', () => {
    const finding = { code: 'vdi.from-the-future', severity: 'note', facts: {} } as const;
    follows(() => findingWords(finding).says, 'vdi.from-the-future', 'vdi.from-the-future');
  });

  test('reads sizes and what a job does in it', () => {
    follows(() => sizeInWords(1.5 * 2 ** 30), '1.5 GiB', '1,5 GiB');
    follows(() => phaseInWords('verify'), 'Verifying', 'Prüft das Ergebnis');
  });

  test('reads a page in it, down to a part that was held on to', () => {
    const { salvage } = convertText;
    follows(() => salvage.check, 'Check it first', 'Zuerst prüfen');
  });

  test('reads formats, variants, options and products in it, whose ids stay', async () => {
    const machine = new Machine();
    machine.profiles = profiles;
    machine.formats = catalogue();
    createTestApp(machine);
    const store = useCatalogueStore();
    await store.load();
    await vi.waitFor(() => {
      expect(store.profiles).toHaveLength(profiles.length);
    });

    const flat = { format: 'vmdk', variant: 'monolithicFlat' };
    follows(() => store.inWords(flat), 'VMDK · full size at once', 'VMDK · gleich in voller Größe');
    follows(() => store.inWords({ format: 'raw', variant: 'sparse' }), 'Raw · sparse', 'Roh · mit Lücken');
    follows(() => store.inWords({ format: 'vhd', variant: 'unknown' }), 'VHD · unknown', 'VHD · unknown');
    follows(() => store.variantOf(flat)?.id, flat.variant, flat.variant);
    const [, option] = store.optionsOf({ format: 'vmdk', variant: 'streamOptimized' }).at(-1) ?? [];
    expect(option?.title).toBe('Compression level');
    follows(() => titleOf(store, 'level'), 'Compression level', 'Kompressionsstufe');
    follows(() => store.creatable[0]?.creatable[0]?.title, 'grows as needed', 'wächst nach Bedarf');
    follows(
      () => store.profiles.find(({ id }) => id === 'azure')?.refuses.dynamic,
      'Azure takes fixed VHDs only: the disk has its full size from the start.',
      'Azure nimmt nur feste VHDs: Die Platte hat von Anfang an ihre volle Größe.',
    );
  });

  test('reads a format and a product that the window has no words for as they came', () => {
    const options = { properties: {} };
    const format: FormatInfo = { id: 'new', title: 'New', extensions: [], variants: [], options, abilities: [] };
    follows(() => formatInWords(format).title, 'New', 'New');
    const way = { format: 'vdi', variant: 'dynamic', options: {}, reason: 'Because.' };
    const product: Profile = { ...way, id: 'new', title: 'New', others: [], refuses: {} };
    follows(() => profileInWords(product).reason, 'Because.', 'Because.');
  });
});

function titleOf(store: ReturnType<typeof useCatalogueStore>, option: string): string | undefined {
  const options = new Map(store.optionsOf({ format: 'vmdk', variant: 'streamOptimized' }));
  return options.get(option)?.title;
}
