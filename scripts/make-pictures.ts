// npm run make-pictures: takes the pictures of the README from the real window, over real images. Needs qemu-img, qemu-io and
// Chromium. Run it when a page that is shown has changed.
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { GiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { openImages, paste } from '#test/e2e/actions.ts';
import { makeGuestDisk } from '#test/e2e/guest-disk.ts';
import { ServedWindow } from '#test/e2e/window.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { generator } from './bench/disks.ts';
import { inProject } from './support/project.ts';

/** The name of the folder is on the pictures. */
const folder = path.join(tmpdir(), 'machines');
const diskSize: Bytes = 4 * GiB;
const at = (name: string): string => path.join(folder, name);

await rm(folder, { recursive: true, force: true });
await mkdir(folder);
try {
  await makeImages();
  await using window = await ServedWindow.start();
  const options = { reducedMotion: 'reduce', deviceScaleFactor: 1 } as const;
  await pictureConvert(await window.open('Convert', options));
  await pictureCreate(await window.open('Create', options));
  const page = await window.open('Images', options);
  await pictureMap(page);
  await pictureReport(page);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeImages(): Promise<void> {
  await makeSampleDisk(at('build-agent.img'), 48 * MiB, [{ start: 3 * MiB, length: 40 * MiB }]);
  const small = ['-f', 'raw', at('build-agent.img')];
  await qemuImg('convert', '-O', 'vmdk', '-o', 'subformat=streamOptimized', ...small, at('router.vmdk'));
  await qemuImg('convert', '-O', 'vpc', '-o', 'subformat=fixed', ...small, at('legacy-xp.vhd'));
  await makeScattered(at('web-server.vmdk'), 'vmdk', 11);
  await makeScattered(at('mail-server.vdi'), 'vdi', 12);
  await qemuImg('create', '-q', '-f', 'vmdk', '-b', at('web-server.vmdk'), '-F', 'vmdk', at('web-server-updates.vmdk'));
  await write(at('web-server-updates.vmdk'), 'vmdk', runs(13, 24));
  await makeGuestDisk(at('guest.img'));
  await qemuImg('convert', '-f', 'raw', '-O', 'vdi', at('guest.img'), at('office.vdi'));
  await rm(at('guest.img'));
}

async function makeScattered(file: string, format: string, seed: number): Promise<void> {
  await qemuImg('create', '-q', '-f', format, file, String(diskSize));
  await write(file, format, runs(seed, 60));
}

/** Runs as file systems leave them: much at the start, less behind. */
function runs(seed: number, count: number): readonly (readonly [start: Bytes, length: Bytes])[] {
  const random = generator(seed * 7919);
  for (let i = 0; i < 20; i += 1) random();
  return Array.from({ length: count }, () => {
    const length = Math.ceil(random() ** 3 * 24) * MiB;
    return [Math.floor((random() ** 1.6 * (diskSize - length)) / MiB) * MiB, length] as const;
  });
}

async function write(file: string, format: string, pieces: ReturnType<typeof runs>): Promise<void> {
  const commands = pieces.flatMap(([start, length]) => ['-c', `write -q -P 7 ${String(start)} ${String(length)}`]);
  await promisify(execFile)('qemu-io', ['-f', format, ...commands, file]);
}

async function pictureConvert(page: Page): Promise<void> {
  await paste(page, ['web-server.vmdk', 'legacy-xp.vhd', 'router.vmdk', 'office.vdi'].map(at));
  await page.getByText('Hyper-V', { exact: true }).click();
  await page.getByRole('button', { name: 'Convert 4 images' }).waitFor();
  await page.getByText('legacy-xp.vhd is taken there').waitFor();
  // Forecasts come one after another; before its own, a row has an upper bound.
  await page.locator('[data-needs]').filter({ hasText: '≈' }).nth(3).waitFor();
  await take(page, 'convert');
}

async function pictureCreate(page: Page): Promise<void> {
  await page.getByText('VMware Workstation/Fusion').click();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('heading', { name: 'How should it store data?' }).waitFor();
  await page.getByText(/iB now$/).waitFor();
  await take(page, 'create');
}

async function pictureMap(page: Page): Promise<void> {
  const names = ['web-server-updates.vmdk', 'mail-server.vdi', 'office.vdi', 'legacy-xp.vhd'];
  await openImages(page, names.map(at), 'Check');
  await page.getByRole('tabpanel').getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('tabpanel').getByText('The image is sound').waitFor();
  await page.getByRole('tab', { name: 'Map', exact: true }).click();
  await page.getByRole('tabpanel', { name: 'Map' }).locator('[data-kind=parent]').waitFor();
  await take(page, 'images');
}

async function pictureReport(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'office.vdi', exact: true }).click();
  await page.getByRole('tab', { name: 'Compact', exact: true }).click();
  const panel = page.getByRole('tabpanel', { name: 'Compact' });
  await panel.getByRole('checkbox').click();
  await panel.getByRole('button', { name: 'Preview', exact: true }).click();
  await panel.getByRole('table').waitFor();
  await take(page, 'report');
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: inProject('docs/pictures', `${name}.png`), animations: 'disabled' });
  console.log(`docs/pictures/${name}.png`);
}
