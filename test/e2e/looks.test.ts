import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { imageRow, jobCard, openImages, paste } from './actions.ts';
import { makeGuestDisk } from './guest-disk.ts';
import { looksOf, stateLooksOf } from './looks.ts';
import { freeEntry, makeVdi, setCount, setEntries } from './vdi-damage.ts';
import { ServedWindow } from './window.ts';

describe.skipIf(missing('chromium', 'qemu-img'))('how the window looks', () => {
  let window: ServedWindow;
  let folder: TempFolder;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
    await makeSampleDisk(folder.at('scratch.img'), 160 * MiB, [{ start: 3 * MiB, length: 90 * MiB }]);
    for (const { title, name } of sources) {
      const variant = qemuVariants.find((one) => one.title === title);
      if (variant) await makeWithQemu(variant, folder.at('scratch.img'), folder.at(name));
    }
    await writeFile(folder.at('scratch.vdi'), '');
    await writeFile(folder.at('old-laptop.vhdx'), Buffer.concat([Buffer.from('vhdxfile'), Buffer.alloc(MiB)]));
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const sources = [
    { title: 'VMDK monolithicSparse', name: 'web-server.vmdk' },
    { title: 'VHD fixed', name: 'legacy-xp.vhd' },
    { title: 'VMDK streamOptimized', name: 'build-agent-disk1.vmdk' },
  ];

  test('every state of every page is free of accessibility problems, in both themes and at 200 % zoom', async () => {
    const page = await window.open('Convert', { reducedMotion: 'reduce' });
    const problems: string[] = [];
    problems.push(...(await looksOf(page, 'convert-empty')));

    await paste(
      page,
      [...sources.map(({ name }) => name), 'scratch.img', 'old-laptop.vhdx'].map((name) => folder.at(name)),
    );
    await page.getByRole('button', { name: 'It is a raw disk image' }).waitFor();
    // A button that becomes usable has the colours of neither state for a frame.
    await page.getByRole('button', { name: 'Convert 3 images', disabled: false }).waitFor();
    problems.push(...(await stateLooksOf(page, 'convert-questions')));
    await page.getByRole('button', { name: 'It is a raw disk image' }).click();
    await page.getByRole('button', { name: 'Convert 4 images', disabled: false }).waitFor();
    problems.push(...(await looksOf(page, 'convert')));
    const choice = page.getByRole('combobox', { name: 'What web-server.vmdk becomes' });
    await choice.selectOption({ label: 'VMDK · stream for transport' });
    await page.getByText('web-server.vmdk is taken there: will be named web-server-2.vmdk').waitFor();
    await choice.selectOption({ label: 'VDI · grows as needed' });
    await page.getByText('Details: read back').click();
    problems.push(...(await stateLooksOf(page, 'convert-details')));

    await page.getByRole('button', { name: 'Add files…' }).click();
    await page.locator('input[aria-label=Path]:focus').waitFor();
    await page.keyboard.insertText(folder.path);
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByRole('option', { name: 'web-server.vmdk' }).click();
    problems.push(...(await looksOf(page, 'picker')));
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Jobs' }).click();
    problems.push(...(await stateLooksOf(page, 'jobs-empty')));
    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await page.getByRole('button', { name: 'Convert 4 images' }).click();
    // One row stays: the foreign image. The page is left while the jobs are still being started, as a hurried person does.
    await page.getByRole('link', { name: 'Jobs' }).click();
    await jobCard(page, 'web-server.vdi').waitFor();
    problems.push(...(await stateLooksOf(page, 'jobs-running')));
    await expect.poll(() => page.locator('[data-job=succeeded]').count(), { timeout: 60_000 }).toBe(4);
    problems.push(...(await looksOf(page, 'jobs')));

    expect(problems).toEqual([]);
    expect(window.trespasses).toEqual([]);
  }, 180_000);

  test('checking, repairing and compacting are free of them as well', async () => {
    const page = await window.open('Images', { reducedMotion: 'reduce' });
    const problems: string[] = [];
    const look = async (name: string) => problems.push(...(await looksOf(page, name)));
    const lookAtState = async (name: string) => problems.push(...(await stateLooksOf(page, name)));
    const panel = page.getByRole('tabpanel');
    const press = (name: string) => panel.getByRole('button', { name, exact: true }).click();
    const chooseTab = (name: string) => page.getByRole('tab', { name, exact: true }).click();

    await qemuImg(
      'convert',
      '-f',
      'raw',
      '-O',
      'vdi',
      '-S',
      '0',
      folder.at('scratch.img'),
      folder.at('mail-server.vdi'),
    );
    await makeVdi(folder.at('scratch.img'), folder.at('broken.vdi'));
    await setCount(folder.at('broken.vdi'), 3);
    await setEntries(folder.at('broken.vdi'), { 5: 0x00ff_ffff, 100: 0, 101: 0, 102: 0, 103: freeEntry });
    const guest = missing('mkfs.ext4', 'sfdisk') ? undefined : folder.at('guest.img');
    if (guest !== undefined) await makeGuestDisk(guest);

    await lookAtState('images-empty');
    await openImages(
      page,
      ['mail-server.vdi', 'broken.vdi', ...sources.map(({ name }) => name), 'old-laptop.vhdx'].map((name) =>
        folder.at(name),
      ),
      'Overview',
    );
    await imageRow(page, 'build-agent-disk1.vmdk').getByText('VMDK').first().waitFor();
    await look('images');
    await chooseTab('Check');
    await lookAtState('images-unchecked');
    await press('Check');
    await panel.getByText('The image is sound').waitFor();
    await lookAtState('images-sound');

    await page.getByRole('button', { name: 'old-laptop.vhdx', exact: true }).click();
    await chooseTab('Overview');
    await lookAtState('images-refused');

    await page.getByRole('button', { name: 'broken.vdi', exact: true }).click();
    await chooseTab('Check');
    await press('Check');
    await panel.getByText('The image is damaged').waitFor();
    await panel.getByText('2 more of this kind').click();
    await look('images-damaged');
    await press('Repair…');
    await repairSteps(page);
    await lookAtState('images-repair');
    await page.getByRole('dialog').getByRole('radio', { name: 'Also what may lose something' }).check();
    await page.getByRole('dialog').getByRole('heading', { name: 'This may be lost' }).waitFor();
    await repairSteps(page);
    await lookAtState('images-repair-all');
    await page.getByRole('checkbox', { name: 'Repair although this may be lost' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Repair', exact: true }).click();
    await panel.getByText('places were changed').waitFor();
    await panel.getByText('What was changed').click();
    await lookAtState('images-repaired');

    await page.getByRole('button', { name: 'mail-server.vdi', exact: true }).click();
    await chooseTab('Compact');
    await lookAtState('images-compact');
    await press('Preview');
    await panel.locator('[data-compaction=preview]').waitFor();
    await look('images-compact-preview');
    await panel.getByRole('radio', { name: 'A smaller copy' }).check();
    await press('Preview');
    await press('Write a smaller copy…');
    await page
      .getByRole('dialog')
      .getByRole('option', { name: /^broken.vdi [0-9]/ })
      .click();
    await lookAtState('picker-save');
    await page.keyboard.press('Escape');
    await panel.getByRole('radio', { name: 'In this file' }).check();
    if (guest !== undefined) {
      await paste(page, [guest]);
      await page.getByRole('button', { name: 'It is a raw disk image' }).click();
      await panel.getByRole('checkbox').click();
      await press('Preview');
      await panel.getByRole('table').waitFor();
      await lookAtState('images-compact-guest');
      await press('Compact');
      await panel.locator('[data-compaction=done]').waitFor();
      await lookAtState('images-compacted');
    }
    await panel.getByRole('button', { name: /^Save report/ }).click();
    await page.getByRole('menuitem').first().waitFor();
    await lookAtState('report-menu');
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByText('The image is sound').first().waitFor();
    await lookAtState('jobs-maintenance');
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['x'], 'holiday.vmdk'));
      document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, clientX: innerWidth - 9 }));
    });
    await look('drop');

    expect(problems).toEqual([]);
    expect(window.trespasses).toEqual([]);
  }, 300_000);
});

/** Waits for what a repair would change. When that does not come, the dialog itself says best why. */
async function repairSteps(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  try {
    await dialog.locator('[data-steps]').waitFor();
  } catch (thrown) {
    const says = await dialog.or(page.getByRole('tabpanel')).allInnerTexts();
    throw new Error(`No steps are shown, but: ${says.join(' | ')}`, { cause: thrown });
  }
}
