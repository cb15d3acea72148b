import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { amidSentence } from '#renderer/text/amid.ts';
import { convertText } from '#renderer/text/convert.ts';
import { imagesText } from '#renderer/text/images.ts';
import { insideText } from '#renderer/text/inside.ts';
import { jobsText } from '#renderer/text/jobs.ts';
import { chooseLanguage } from '#renderer/text/language.ts';
import { mapText } from '#renderer/text/map.ts';
import { countInWords } from '#renderer/text/quantities.ts';
import { reportsText } from '#renderer/text/reports.ts';

describe('German words', () => {
  beforeEach(() => {
    chooseLanguage('de');
  });
  afterEach(() => {
    chooseLanguage('system');
  });

  test('go by the number of what they count', () => {
    expect([0, 1, 2].map(convertText.convert)).toEqual(['Umwandeln', '1 Abbild umwandeln', '2 Abbilder umwandeln']);
    expect([0, 1, 2].map(insideText.contents.partitions)).toEqual([
      'keine Partitionen',
      '1 Partition',
      '2 Partitionen',
    ]);
    expect([1, 2].map((count) => reportsText.salvage.lost('64 KiB', count).split('. ')[0])).toEqual([
      '64 KiB der Platte ließen sich nicht retten, in 1 Bereich',
      '64 KiB der Platte ließen sich nicht retten, in 2 Bereichen',
    ]);
  });

  test('name the program that uses an image, as far as it is known', () => {
    const { usedBy } = imagesText.overview;
    expect(usedBy({ program: 'qemu-io', pid: 4711 })).toBe('qemu-io (Prozess 4711); es kann sich jederzeit ändern');
    expect(usedBy({ program: null, pid: null })).toBe('einem anderen Programm; es kann sich jederzeit ändern');
  });

  test('say of jobs what they do in one sentence, however many there are of each', () => {
    expect(jobsText.summary(0, 0, 0)).toBe('Es läuft nichts.');
    expect(jobsText.summary(1, 0, 12)).toBe('Einer läuft, 12 warten.');
    expect(jobsText.summary(0, 1, 0)).toBe('Einer ist angehalten.');
    expect(jobsText.summary(2, 3, 1)).toBe('Zwei laufen, drei sind angehalten, einer wartet.');
  });

  test('write numbers with points, and nouns large amid a sentence', () => {
    const place = { file: 'a.vdi', start: 1_048_576, length: 4096 };
    expect(mapText.bytes(0, 1_048_575)).toBe('Bytes 0 – 1.048.575');
    expect(reportsText.where(place)).toBe('a.vdi, Bytes 1.048.576 bis 1.052.671');
    expect(countInWords(1_048_576)).toBe('1.048.576');
    expect(amidSentence('Blockgröße')).toBe('Blockgröße');
    chooseLanguage('en');
    expect(mapText.bytes(0, 1_048_575)).toBe('bytes 0 – 1,048,575');
    expect(reportsText.where(place)).toBe('a.vdi, bytes 1,048,576 to 1,052,671');
    expect(reportsText.times(1000)).toBe('1,000 times');
    expect(amidSentence('Block size')).toBe('block size');
  });

  test('take the place of English ones in a part of the texts that a page holds on to', () => {
    const text = reportsText.saveAs;
    expect({ ...text }).toEqual({ html: 'Als Webseite (HTML)', json: 'Als Daten (JSON)' });
    chooseLanguage('en');
    expect({ ...text }).toEqual({ html: 'As a web page (HTML)', json: 'As data (JSON)' });
  });
});
