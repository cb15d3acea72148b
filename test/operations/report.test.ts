import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { distrustInWords } from '#shared/text/guest.ts';
import { findingInWords } from '#shared/text/finding-words.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import { verdictInWords } from '#shared/text/verdict.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { check } from '#main/core/operations/check.ts';
import { convert } from '#main/core/operations/convert.ts';
import { saveReport, writeReport } from '#main/core/operations/save-report.ts';
import { renderPage } from '#main/core/report/render-page.ts';
import { setEntries } from '#test/formats/vdi/spoil.ts';
import { makeImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import {
  checkReport,
  compactionReports,
  conversionReport,
  makeDamagedVdi,
  makeGuestDisk,
  makeSoundVdi,
  repairReports,
  salvageReport,
  strayBlocks,
} from './report-samples.ts';
import { readPage, textOf } from './report-text.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

describe('the page of a check', () => {
  it('tells the verdict, and of each finding what is true, what it means, where it is and what a repair does', async () => {
    const report = await checkReport(await makeDamagedVdi(folder, 'web-server.vdi'));
    const text = textOf(await renderPage(report));
    const { result } = report;
    expect(text).toContain(verdictInWords(result));
    expect(text).toContain(folder.at('web-server.vdi'));
    expect(new Set(result.findings.map(({ severity }) => severity))).toEqual(new Set(['damage', 'waste', 'note']));
    for (const finding of result.findings) {
      const { says, means, does = '', advice = '' } = findingInWords(finding);
      for (const sentence of [says, means, does, advice]) expect(text).toContain(sentence);
    }
    const { where } = result.findings.find(({ code }) => code === 'vdi.count-low') ?? {};
    expect(text).toContain(`web-server.vdi, bytes ${String(where?.start)} – ${String((where?.start ?? 0) + 3)}`);
    expect(text).toContain('Something may be lost by it.');
    expect(text).toContain('Nothing is lost by it.');
  });

  it('folds hundreds of one kind away, with their number', async () => {
    const report = await checkReport(await makeDamagedVdi(folder, 'web-server.vdi'));
    const page = readPage(await renderPage(report));
    const fold = page.querySelector('details');
    const shown = page.querySelectorAll('article:first-of-type > table tbody tr').length;
    expect(shown).toBeGreaterThan(0);
    expect(fold?.querySelectorAll('tbody tr').length).toBe(strayBlocks - shown);
    expect(fold?.querySelector('summary')?.textContent).toBe(`${String(strayBlocks - shown)} more of this kind`);
  });

  it('says how many were counted beyond those that are listed', async () => {
    const image = await makeImage(vdi, { name: 'large.vdi', virtualSize: 2000 * MiB });
    await setEntries(image, Object.fromEntries(Array.from({ length: 1500 }, (_, block) => [block, 90_000 + block])));
    await writeFile(folder.at('large.vdi'), image.main.bytes());
    const text = textOf(await renderPage(await checkReport(folder.at('large.vdi'))));
    expect(text).toContain('500 more were counted and are not listed.');
  });

  it('is short where nothing is wrong', async () => {
    const report = await checkReport(await makeSoundVdi(folder, 'sound.vdi'));
    const page = readPage(await renderPage(report));
    expect(page.querySelector('.verdict.success .sentence')?.textContent).toBe(verdictInWords(report.result));
    expect(page.querySelectorAll('article').length).toBe(0);
  });
});

it('the pages of a repair tell what would be, was and is no longer changed, and where the old bytes are', async () => {
  const image = await makeDamagedVdi(folder, 'web-server.vdi');
  const [preview, repaired, undone] = (await repairReports(image)).map((report) => ({
    report,
    html: renderPage(report),
  }));
  expect(textOf((await preview?.html) ?? '')).toContain('Nothing has been changed yet.');
  const text = textOf((await repaired?.html) ?? '');
  const result = repaired?.report.operation === 'repair' ? repaired.report.result : undefined;
  expect(result?.repaired.length).toBeGreaterThan(2);
  for (const { code } of result?.repaired ?? []) expect(text).toContain(code);
  expect(result?.journal).toContain(folder.path);
  expect(text).toContain(result?.journal);
  expect(textOf((await undone?.html) ?? '')).toContain('The last repair was taken back');
});

describe.skipIf(missing('mkfs.ext4', 'sfdisk'))('the pages of a compaction', () => {
  it('tell sizes, causes, and of each partition what was given back or why nothing was', async () => {
    const [preview, done] = await compactionReports(await makeGuestDisk(folder, 'disk.img', 'root'));
    if (preview?.operation !== 'preview-compaction' || done?.operation !== 'compact') throw new Error('no reports');
    expect(textOf(await renderPage(preview))).toContain('This is a preview: nothing was written');
    const text = textOf(await renderPage(done));
    const { before, after, guestFreeBytes, partitions } = done.result;
    expect(guestFreeBytes).toBeGreaterThan(0);
    expect(text).toContain(`Unused by the guest ${sizeInWords(guestFreeBytes)}`);
    for (const { allocatedSize } of [before, after]) expect(text).toContain(sizeInWords(allocatedSize));
    expect(text).toContain('1 · ext4 · root');
    const reasons = partitions.flatMap(({ partition: { distrust } }) => (distrust ? distrustInWords(distrust) : []));
    expect(reasons.length).toBe(1);
    for (const reason of reasons) expect(text).toContain(reason);
  });

  it('draw what is kept and what was given back to scale', async () => {
    const [, done] = await compactionReports(await makeGuestDisk(folder, 'disk.img', 'root'));
    if (done?.operation !== 'compact') throw new Error('no report');
    const { before, after } = done.result;
    const widths = [...readPage(await renderPage(done)).querySelectorAll('.bar rect')].map((part) =>
      Number(part.getAttribute('width')),
    );
    const kept = (1000 * after.allocatedSize) / before.allocatedSize;
    expect(widths).toEqual([kept, 1000 - kept, kept].map((width) => expect.closeTo(width, 1) as number));
  });
});

it('the page of a conversion tells files, options, digest and sizes, and whether it was verified', async () => {
  const report = await conversionReport(folder, 'scratch.img');
  const text = textOf(await renderPage(report));
  const { files, digest, dataBytes, bytesWritten } = report.result;
  expect(files.length).toBeGreaterThan(2);
  for (const file of [...files, folder.at('scratch.img'), 'lsilogic', digest?.value]) expect(text).toContain(file);
  for (const bytes of [dataBytes, bytesWritten]) expect(text).toContain(`${bytes.toLocaleString('en')} bytes`);
  expect(text).toContain('read back and is equal to its source');

  const input = { ...report.input, target: folder.at('second.vdi'), variant: 'dynamic', options: {}, verify: false };
  const unverified = { ...report, input, result: await convert(input, unwatched) };
  expect(textOf(await renderPage(unverified))).toContain('was written, and was not read back');
});

it('the page of a salvage tells first what was lost, and never that the copy is equal to its source', async () => {
  const report = await salvageReport(await makeDamagedVdi(folder, 'web-server.vdi'));
  const { result } = report;
  const html = await renderPage(report);
  const text = textOf(html);
  expect(result.lostBytes).toBeGreaterThan(0);
  expect(readPage(html).querySelector('.verdict.warning .sentence')?.textContent).toContain(
    `${sizeInWords(result.lostBytes ?? 0)} of the disk could not be salvaged`,
  );
  expect(text).not.toContain('equal to its source');
  for (const { start } of result.lost ?? []) expect(text).toContain(start.toLocaleString('en'));
});

/** Everything a report is made of; nothing that loads or runs. */
const harmless =
  'html head meta title style body header main section article div p h1 h2 h3 span strong code bdi time dl dt dd ul li svg path circle rect table caption thead tbody tr th td details summary';

function expectHarmless(html: string): void {
  const page = readPage(html);
  const elements = [...page.querySelectorAll('*')];
  const names = new Set(elements.map(({ tagName }) => tagName.toLowerCase()));
  expect([...names].filter((name) => !harmless.split(' ').includes(name))).toEqual([]);
  const attributes = elements.flatMap(({ attributes: list }) => [...list].map(({ name }) => name));
  expect(attributes.filter((name) => /^(on|src|href|style|action|srcdoc|xlink)/i.test(name))).toEqual([]);

  expect(html).not.toMatch(/[\0-\t\v-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`.replaceAll("'", '&#39;'));
}

// Windows has no such names.
describe.skipIf(process.platform === 'win32')('hostile names stay text', () => {
  const hostile = '<img src=x onerror=alert(1)>"\'&amp;\u202e\u0007\n\u2066.vdi';
  const shown = '<img src=x onerror=alert(1)>"\'&amp;\\u{202e}\\u{7}\\u{a}\\u{2066}.vdi';

  it('in the names of images, in headings, titles and findings', async () => {
    const html = await renderPage(await checkReport(await makeDamagedVdi(folder, hostile)));
    expectHarmless(html);
    expect(readPage(html).title).toBe(`${shown} · Check · Platter`);
    expect(readPage(html).querySelector('h1')?.textContent).toBe(shown);
    expect(textOf(html)).toContain(`${shown} counts 4 slots as given away`);
    for (const report of await repairReports(folder.at(hostile))) expectHarmless(await renderPage(report));
  });

  it('in the names that an image holds', async () => {
    const descriptor = [
      '# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType="monolithicFlat"',
      'RW 2048 FLAT "<script>alert(1)<\u202e.vmdk" 0',
      'ddb.adapterType = "<script>"\n',
    ];
    await writeFile(folder.at('disk.vmdk'), descriptor.join('\n'));
    const html = await renderPage(await checkReport(folder.at('disk.vmdk')));
    expectHarmless(html);
    expect(textOf(html)).toContain('<script>alert(1)<\\u{202e}.vmdk');
  });

  it.skipIf(missing('mkfs.ext4', 'sfdisk'))('in the labels of file systems', async () => {
    const label = '<b>"\'&\u202e</b>';
    const reports = await compactionReports(await makeGuestDisk(folder, 'disk.img', label));
    for (const report of reports) {
      const html = await renderPage(report);
      expectHarmless(html);
      expect(textOf(html)).toContain('<b>"\'&\\u{202e}</b>');
    }
  });

  it('in the names and options of a conversion', async () => {
    const report = await conversionReport(folder, hostile.replace('.vdi', '.img'));
    const input = { ...report.input, options: { '<script>': '</style><script>' }, profile: '<script>' };
    const html = await renderPage({ ...report, input });
    expectHarmless(html);
    expect(textOf(html)).toContain('</style><script>');
  });
});

describe('saving a report', () => {
  const jobOf = (rest: Pick<JobSnapshot, 'operation' | 'state' | 'input'>): JobSnapshot => ({
    id: 'one',
    createdAt: 0,
    ...(rest.state.kind === 'succeeded' ? { endedAt: 5 } : {}),
    ...rest,
  });

  it('writes the page of a job, or its result as JSON, over what was there, and leaves nothing else', async () => {
    const image = await makeSoundVdi(folder, 'sound.vdi');
    const result = await check({ path: image }, unwatched);
    const job = jobOf({ operation: 'check', input: { path: image }, state: { kind: 'succeeded', result } });
    await writeFile(folder.at('report.html'), 'old');
    await saveReport({ job, kind: 'html', path: folder.at('report.html') });
    await saveReport({ job, kind: 'json', path: folder.at('report.json') });
    expect(await readFile(folder.at('report.html'), 'utf8')).toBe(
      await renderPage({ operation: 'check', result, endedAt: 5 }),
    );
    expect(JSON.parse(await readFile(folder.at('report.json'), 'utf8'))).toEqual(result);
    expect(await folder.names()).toEqual(['report.html', 'report.json', 'sound.vdi']);
  });

  it('refuses a job without a result, and a page of work that has none, whose JSON it saves', async () => {
    const running = {
      kind: 'running',
      progress: { phase: 'check', done: 0, unit: 'bytes' },
      cancelRequested: false,
    } as const;
    const save = (job: JobSnapshot, kind: 'html' | 'json') =>
      saveReport({ job, kind, path: folder.at(`report.${kind}`) });
    const input = { path: folder.at('disk.vdi') };
    await expect(save(jobOf({ operation: 'check', input, state: running }), 'html')).rejects.toMatchObject({
      reason: 'job.not-ended',
    });
    const hashed = jobOf({ operation: 'hash', input, state: { kind: 'succeeded', result: { value: 'abc' } } });
    await expect(save(hashed, 'html')).rejects.toMatchObject({ reason: 'input.invalid' });
    expect(await folder.names()).toEqual([]);
    await save(hashed, 'json');
    expect(JSON.parse(await readFile(folder.at('report.json'), 'utf8'))).toEqual({ value: 'abc' });
  });

  it('never replaces an image that it tells of, whatever the image is called', async () => {
    const image = await makeSoundVdi(folder, 'image.html');
    await symlink('image.html', folder.at('link.html'));
    const bytes = await readFile(image);
    const report = await checkReport(image);
    for (const name of ['image.html', 'link.html']) {
      await expect(writeReport(report, { kind: 'html', path: folder.at(name) })).rejects.toMatchObject({
        reason: 'input.invalid',
      });
    }
    expect(Buffer.compare(await readFile(image), bytes)).toBe(0);
  });

  it('needs a folder that is there', async () => {
    const report = await checkReport(await makeSoundVdi(folder, 'sound.vdi'));
    const place = { kind: 'html', path: path.join(folder.path, 'nowhere', 'report.html') } as const;
    await expect(writeReport(report, place)).rejects.toMatchObject({ reason: 'target.no-folder' });
  });
});
