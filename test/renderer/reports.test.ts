import { describe, expect, test } from 'vitest';
import { ref, shallowRef } from 'vue';
import { useSaveName } from '#renderer/modules/files/use-save-name.ts';
import type { Listing } from '#renderer/modules/files/use-folder.ts';
import type { ExistingFile } from '#renderer/modules/files/picker.store.ts';
import { copyName } from '#renderer/modules/images/copy-name.ts';
import { repairable } from '#renderer/modules/reports/repairable.ts';
import {
  checkOf,
  compactionOf,
  conversionOf,
  creationOf,
  formatOf,
  hasReport,
} from '#renderer/modules/reports/results.ts';
import { useReportFacts } from '#renderer/modules/reports/use-report-facts.ts';
import { findingWords } from '#renderer/text/findings.ts';
import type { Finding } from '#shared/model/finding.ts';
import { barsOf } from '#shared/report/compaction-bars.ts';
import { groupFindings } from '#shared/report/finding-groups.ts';
import { createTestApp, inApp, Machine } from './app.ts';
import { checked, checkResult, compactResult, endedJob, lowCount, slotOutOfRange } from './maintenance-jobs.ts';

const converted = {
  source: '/a.vmdk',
  target: '/a.vdi',
  format: 'vdi',
  variant: 'dynamic',
  virtualSize: 5 * 1024,
  dataBytes: 4 * 1024 * 1024,
  zeroBytes: 1024,
  bytesWritten: 4096,
  files: ['/a.vdi'],
  digest: { algorithm: 'sha256', value: 'ab' },
  verified: true,
  durationMs: 2000,
} as const;

describe('findings', () => {
  test('are grouped by severity, the worst first, and by kind; what is not listed is counted', () => {
    const waste: Finding = { code: 'vdi.slot-unused', severity: 'waste', facts: {} };
    const fatal: Finding = { code: 'vdi.version', severity: 'fatal', facts: {} };
    const result = checkResult('/a.vdi', {
      findings: [waste, slotOutOfRange, lowCount, slotOutOfRange, fatal],
      summary: { fatal: 1, damage: 5003, waste: 1, note: 0 },
    });
    const outline = groupFindings(result).map(({ severity, total, unlisted, groups }) => [
      severity,
      total,
      unlisted,
      groups.map(({ code, others }) => `${code} +${String(others.length)}`),
    ]);
    expect(outline).toEqual([
      ['fatal', 1, 0, ['vdi.version +0']],
      ['damage', 5003, 5000, ['vdi.slot-range +1', 'vdi.count-low +0']],
      ['waste', 1, 0, ['vdi.slot-unused +0']],
    ]);
  });

  test('that can be mended are told apart by what that may cost', () => {
    const findings = [slotOutOfRange, lowCount, slotOutOfRange];
    expect(repairable(findings, 'none').map(({ code }) => code)).toEqual(['vdi.count-low']);
    expect(repairable(findings, 'possible')).toMatchObject([{ code: 'vdi.slot-range', others: [{}] }]);
  });

  test('advise nothing that only the command line can do', () => {
    const { advice } = findingWords({ code: 'chain.parent-not-found', severity: 'fatal', facts: {} });
    expect(advice).not.toContain('--');
  });
});

describe('results of jobs', () => {
  test('are taken from jobs that tell them, and from no others', () => {
    const compaction = compactResult('/a.vdi');
    const job = endedJob('compact', { path: '/a.vdi' }, { kind: 'succeeded', result: compaction });
    expect([compactionOf(job), checkOf(job)]).toEqual([compaction, undefined]);
    expect(checkOf(checked('check', '/a.vdi', { findings: [lowCount] }))?.findings).toEqual([lowCount]);
    expect(checkOf(endedJob('check', {}, { kind: 'succeeded', result: { path: 1 } }))).toBeUndefined();
  });

  test('of a salvage keep what it lost, and those of a creation have no report', () => {
    const lost = { lost: [{ start: 512, length: 1024 }], lostBytes: 1024, lostRanges: 1 };
    const salvage = endedJob('convert', {}, { kind: 'succeeded', result: { ...converted, ...lost } });
    expect([conversionOf(salvage), hasReport(salvage)]).toEqual([{ ...converted, ...lost }, true]);
    const result = { path: '/a.vdi', format: 'vdi', variant: 'dynamic', virtualSize: 1024, files: ['/a.vdi'] };
    const creation = endedJob('create', {}, { kind: 'succeeded', result });
    expect([creationOf(creation), creationOf(salvage), hasReport(creation)]).toEqual([result, undefined, false]);
  });

  test('tell the format of what was made, or of what they are about', () => {
    const conversion = endedJob('convert', {}, { kind: 'succeeded', result: { ...converted, format: 'raw' } });
    const compaction = endedJob('compact', {}, { kind: 'succeeded', result: compactResult('/a.vdi') });
    const failed = endedJob('check', {}, { kind: 'cancelled' });
    const jobs = [conversion, compaction, checked('check', '/a.vdi', { format: 'vhd' }), failed];
    expect(jobs.map(formatOf)).toEqual(['raw', 'vdi', 'vhd', undefined]);
  });

  test('tell exactly what was converted, and how fast unless that took no time', () => {
    const app = createTestApp(new Machine());
    const factsOf = (changes: object) => {
      const result = { ...converted, ...changes };
      const job = shallowRef(endedJob('convert', {}, { kind: 'succeeded', result }));
      const facts = inApp(app, () => useReportFacts(job)).value;
      return Object.fromEntries(facts.map(({ label, values }) => [label, values]));
    };
    expect(factsOf({})).toMatchObject({
      From: ['/a.vmdk'],
      File: ['/a.vdi'],
      'Digest · sha256': ['ab'],
      Empty: ['1 KiB'],
      'Data per second': ['2 MiB/s'],
    });
    const unverified = factsOf({ digest: null, durationMs: 10, files: ['/a.vdi', '/b.vdi'], lostBytes: 512 });
    expect(unverified).toMatchObject({
      Files: ['/a.vdi', '/b.vdi'],
      Digest: ['Not computed'],
      'Empty or lost': ['1 KiB'],
    });
    expect(unverified).not.toHaveProperty('Data per second');
  });
});

describe('the bars of a compaction', () => {
  test('share what is given back among its causes', () => {
    const { parts, ...sizes } = barsOf(compactResult('/a.vdi', { zeroBytes: 30, orphanedBytes: 90 }));
    expect(sizes).toEqual({ before: 100, after: 70, keepsLength: false });
    expect(parts.map(({ cause, share }) => [cause, share])).toEqual([
      ['zero', 7.5],
      ['orphaned', 22.5],
    ]);
  });

  test('show what is taken on the disk where files keep their length', () => {
    const sizes = { before: { fileSize: 100, allocatedSize: 80 }, after: { fileSize: 100, allocatedSize: 20 } };
    expect(barsOf(compactResult('/a.img', sizes))).toMatchObject({
      before: 80,
      after: 20,
      keepsLength: true,
    });
  });

  test('are empty for an image that takes nothing', () => {
    const none = { fileSize: 0, allocatedSize: 0 };
    const nothing = { before: none, after: none, reclaimed: 0, zeroBytes: 0, orphanedBytes: 0 };
    expect(barsOf(compactResult('/a.img', nothing))).toMatchObject({ before: 0, parts: [] });
  });
});

describe('the name of a file to be written', () => {
  const entry = (name: string, kind: 'file' | 'folder') => ({
    name,
    kind,
    path: `/disks/${name}`,
    size: 1,
    modifiedAt: 0,
  });
  const listing: Listing = {
    path: '/disks',
    parent: '/',
    entries: [entry('machines', 'folder'), entry('a.vdi', 'file')],
  };

  function saving(existing: ExistingFile) {
    const shown = ref<Listing | undefined>(listing);
    return useSaveName({
      listing: () => shown.value,
      existing: () => existing,
      join: (folder, name) => `${folder}/${name}`,
    });
  }

  test.each(['', '  ', 'a/b', 'a\\b', '.', '..', 'machines', 'MACHINES'])('cannot be %j', (name) => {
    const save = saving('ask');
    save.name.value = name;
    expect([save.path.value, save.settle()]).toEqual([undefined, undefined]);
    expect(save.remark.value).toMatch(/\w+ \w+/);
  });

  test('is taken at once when it is free, and asked for when a file has it', () => {
    const save = saving('ask');
    save.name.value = ' new.vdi ';
    expect(save.settle()).toBe('/disks/new.vdi');
    save.name.value = 'a.vdi';
    expect([save.settle(), save.remark.value]).toEqual([undefined, 'a.vdi is there already. Replace it?']);
    expect(save.settle()).toBe('/disks/a.vdi');
  });

  test('is another one where nothing may be replaced', () => {
    const save = saving('refuse');
    save.name.value = 'A.vdi';
    expect([save.settle(), save.remark.value]).toEqual([undefined, 'A.vdi is there already. Choose another name.']);
  });
});

test('a copy is named after its image', () => {
  expect(['a.b.vdi', 'disk', '.img'].map(copyName)).toEqual(['a.b-compact.vdi', 'disk-compact', '.img-compact']);
});
