import { writeFile } from 'node:fs/promises';
import { MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { check } from '#main/core/operations/check.ts';
import { compact, previewCompaction } from '#main/core/operations/compact.ts';
import { convert } from '#main/core/operations/convert.ts';
import { previewRepair, repair, undoRepair } from '#main/core/operations/repair.ts';
import type { Report, ReportOf } from '#main/core/report/report.ts';
import { ruinFreeSpace, run, runWithInput, blankFile } from '#test/core/guest/tools.ts';
import { setEntries, setHeader } from '#test/formats/vdi/spoil.ts';
import { makeImage } from '#test/support/make-image.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

// Reports as they come: real operations on real images, whose damage is written byte by byte.

const endedAt = Date.UTC(2026, 1, 28, 11, 42, 7);

/** How many blocks of the damaged image are said to lie in slots that cannot be. */
export const strayBlocks = 240;

/** A VDI with damage of every severity but `fatal`, some of it hundreds of times. Returns its path. */
export async function makeDamagedVdi(folder: TempFolder, name: string): Promise<string> {
  const image = await makeImage(vdi, { name, virtualSize: 512 * MiB, written: [{ start: 0, length: 12 * MiB }] });
  const stray = Array.from({ length: strayBlocks }, (_, index) => [100 + index, 5000 + index] as const);
  await setEntries(image, { ...Object.fromEntries(stray), 3: 2 });
  await setHeader(image, { blocksAllocated: 4, uuid: nilUuid, sectorSize: 0 });
  await image.main.resize(image.main.size + 300_000);
  await writeFile(folder.at(name), image.main.bytes());
  return folder.at(name);
}

/** A healthy VDI. Returns its path. */
export async function makeSoundVdi(folder: TempFolder, name: string): Promise<string> {
  const image = await makeImage(vdi, { name, virtualSize: 16 * MiB, written: [{ start: 0, length: 10 * MiB }] });
  await writeFile(folder.at(name), image.main.bytes());
  return folder.at(name);
}

export async function checkReport(path: string): Promise<ReportOf<'check'>> {
  return { operation: 'check', result: await check({ path }, unwatched), endedAt };
}

/** The reports of a preview, of the repair, and of taking it back, each of which really happens. */
export async function repairReports(path: string): Promise<readonly Report[]> {
  const input = { path, kind: 'lossless' } as const;
  return [
    { operation: 'preview-repair', input, result: await previewRepair(input, unwatched), endedAt },
    { operation: 'repair', input, result: await repair(input, unwatched), endedAt },
    { operation: 'undo-repair', result: await undoRepair({ path }, unwatched), endedAt },
  ];
}

/** A disk of two partitions: one of ext4 with this label, whose free space is stored, and swap, which nobody touches. */
export async function makeGuestDisk(folder: TempFolder, name: string, label: string): Promise<string> {
  const path = await blankFile(folder.at(name), 96 * MiB);
  await runWithInput(
    'label: dos\nstart=1MiB, size=72MiB, type=83\nstart=73MiB, size=16MiB, type=82\n',
    'sfdisk',
    '-q',
    path,
  );
  await run('mke2fs', '-q', '-F', '-t', 'ext4', '-L', label, '-E', `offset=${String(MiB)}`, path, '72M');
  await ruinFreeSpace(path);
  return path;
}

/** The reports of a preview and of the compaction of a raw disk, in place. */
export async function compactionReports(path: string): Promise<readonly Report[]> {
  const input = { path, sourceFormat: 'raw', freeSpace: true };
  return [
    { operation: 'preview-compaction', input, result: await previewCompaction(input, unwatched), endedAt },
    { operation: 'compact', input, result: await compact(input, unwatched), endedAt },
  ];
}

/** A raw disk becomes a VMDK in several files. */
export async function conversionReport(folder: TempFolder, name: string): Promise<ReportOf<'convert'>> {
  await makeSampleDisk(folder.at(name), 5 * 1024 * MiB, [
    { start: 0, length: 30 * MiB },
    { start: 2047 * MiB, length: 20 * MiB },
  ]);
  const input = {
    source: folder.at(name),
    sourceFormat: 'raw',
    target: folder.at('converted.vmdk'),
    variant: 'twoGbMaxExtentSparse',
    options: { adapterType: 'lsilogic' },
  };
  return { operation: 'convert', input, result: await convert(input, unwatched), endedAt };
}

/** What can be read of a damaged image becomes a raw disk. */
export async function salvageReport(source: string): Promise<ReportOf<'convert'>> {
  const input = { source, target: `${source}.salvaged.img`, format: 'raw', salvage: true };
  return { operation: 'convert', input, result: await convert(input, unwatched), endedAt };
}
