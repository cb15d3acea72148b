import { rm, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { profiles } from '#main/core/operations/profiles.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { imageRow, jobCard } from './actions.ts';
import { looksOf } from './looks.ts';
import type { ServedWindow } from './window.ts';
import { withWindow } from './with-window.ts';

const qemuNames: Readonly<Record<string, string>> = { vhd: 'vpc' };

describe.skipIf(missing('chromium'))('creating an image in the window', () => {
  let window: ServedWindow;
  let folder: TempFolder;
  let page: Page;

  withWindow(async (place) => {
    ({ window, folder } = place);
    page = await window.open('Create', { reducedMotion: 'reduce' });
  });

  const heading = (name: string) => page.getByRole('heading', { name });
  const next = () => page.getByRole('button', { name: 'Next' }).click();
  const create = () => page.getByRole('button', { name: 'Create', exact: true }).click();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  const choose = (name: string) => page.getByText(name, { exact: true }).click();

  async function setSize(amount: string, unit: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Size' }).fill(amount);
    await page.getByRole('combobox', { name: 'Unit' }).selectOption(unit);
  }

  /** Chooses the test's own folder with the window's own picker. */
  async function chooseFolder(): Promise<void> {
    await page.getByRole('button', { name: 'Change the folder of the new image' }).click();
    const field = page.getByRole('textbox', { name: 'Path' });
    // The folder that is shown first takes the place of what was typed before it came.
    await expect.poll(() => field.inputValue()).not.toBe('');
    await field.fill(folder.path);
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByRole('dialog').getByText(folder.path, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Use this folder' }).click();
    await page.locator('[data-folder]').filter({ hasText: folder.path }).waitFor();
  }

  /** From the first question, which is answered, to the one for the place, which is answered with the test's own folder. */
  async function goToPlace(size: readonly [amount: string, unit: string]): Promise<void> {
    await next();
    await heading('How should it store data?').waitFor();
    await next();
    await setSize(...size);
    await next();
    await heading('What is its name').waitFor();
    await chooseFolder();
  }

  test('every step and the result are free of accessibility problems, in both themes and at 200 % zoom', async () => {
    const problems: string[] = [];
    const look = async (name: string) => {
      await page.mouse.move(0, 0);
      problems.push(...(await looksOf(page, `create-${name}`)));
    };
    await choose('VMware Workstation/Fusion');
    await look('product');
    await next();
    await page.locator('[data-takes]').getByText('64 GiB').first().waitFor();
    await look('storage');
    await choose('Split into files of 2 GB');
    await next();
    await setSize('100', 'GiB');
    await page.locator('[data-takes]').getByText('in 52 files').waitFor();
    await page.locator('[data-free]').getByText('free in').waitFor();
    await look('size');
    await next();
    await chooseFolder();
    await writeFile(folder.at('web-server-s001.vmdk'), '');
    await page.getByRole('textbox', { name: 'Name' }).fill('web-server');
    await page.getByRole('button', { name: 'Use web-server-2.vmdk' }).waitFor();
    await look('place');
    await page.getByRole('button', { name: 'Use web-server-2.vmdk' }).click();
    await page.getByText('web-server-2.vmdk').first().waitFor();
    await next();
    await look('review');
    await create();
    await heading('web-server-2.vmdk is ready').waitFor();
    await look('result');
    expect(problems).toEqual([]);
  }, 120_000);

  test.each(profiles)('an image for $title is made by following the screen', async (profile) => {
    const { title, reason, format, variant } = profile;
    await choose(title);
    await page.locator('[data-reason]').getByText(reason).waitFor();
    await goToPlace(['40', 'MiB']);
    const fileName = await page.locator('[data-files] code').first().innerText();
    await next();
    await create();
    await heading(`${fileName} is ready`).waitFor();
    const path = await page.locator('[data-target]').innerText();
    expect(path).toBe(folder.at(fileName));
    expect(await inspect({ path, sourceFormat: format }, unwatched)).toMatchObject({
      format,
      variant,
      virtualSize: 40 * MiB,
    });
    if (missing('qemu-img')) return;
    const info = await qemuImg('info', '--output=json', '-f', qemuNames[format] ?? format, path);
    expect(JSON.parse(info)).toMatchObject({ 'virtual-size': 40 * MiB });
  });

  test('an image of another kind is made with its options, and shown as what it is', async () => {
    await choose('Something else');
    await page.getByText('Raw', { exact: true }).click();
    await next();
    await page.getByText('A Raw image is always one file.').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('VMDK', { exact: true }).click();
    await next();
    await choose('Stream for transport');
    await page.getByText('An empty stream is of use only to a program that imports it').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByText('VDI', { exact: true }).click();
    await next();
    await choose('All at once');
    await page.getByText('Details: block size').click();
    await page.getByRole('combobox', { name: 'Block size' }).selectOption('2 MiB');
    await page.locator('[data-takes]').getByText('and stays so').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await goToPlace(['5', 'MiB']);
    await page.getByRole('textbox', { name: 'Name' }).fill('small');
    await next();
    await page.getByText('block size 2 MiB').waitFor();
    await create();
    await heading('small.vdi is ready').waitFor();
    expect(await inspect({ path: folder.at('small.vdi') }, unwatched)).toMatchObject({
      variant: 'static',
      blockSize: 2 * MiB,
      virtualSize: 5 * MiB,
    });
    await page.getByRole('button', { name: 'Show image' }).click();
    await imageRow(page, 'small.vdi').waitFor();
  });

  test('the keyboard alone makes an image: Enter goes on, Alt+Left back, and the focus is on the new question', async () => {
    const press = (key: string) => page.keyboard.press(key);
    await page.getByRole('radio').first().waitFor();
    await page.getByRole('link', { name: 'Settings' }).focus();
    while (!(await page.evaluate(() => document.activeElement?.getAttribute('type') === 'radio'))) await press('Tab');
    await press('Enter');
    await page.getByRole('alert').getByText('Choose where the disk will run.').waitFor();
    await press('Space');
    await press('Enter');
    await expect.poll(focused).toBe('Step 2 of 5: How should it store data?');
    await press('Enter');
    await expect.poll(focused).toBe('Step 3 of 5: How large should it be?');
    await press('Tab');
    await page.keyboard.type('24 MiB');
    await press('Alt+ArrowLeft');
    await expect.poll(focused).toBe('Step 2 of 5: How should it store data?');
    await press('Enter');
    await press('Enter');
    await expect.poll(focused).toBe('Step 4 of 5: What is its name, and where does it go?');
    await press('Tab');
    await page.keyboard.type('by-keyboard');
    await press('Enter');
    await expect.poll(focused).toBe('Step 5 of 5: Is this right?');
    await expect.poll(() => page.getByRole('button', { name: 'Create', exact: true }).isEnabled()).toBe(true);
    await press('Enter');
    await expect.poll(focused, { timeout: 20_000 }).toContain('by-keyboard.vdi is ready');
    const path = await page.locator('[data-target]').innerText();
    expect(await inspect({ path }, unwatched)).toMatchObject({ variant: 'dynamic', virtualSize: 24 * MiB });
  });

  test('a name that is taken is told before the end, with one that is free, and nothing is replaced', async () => {
    await writeFile(folder.at('web.vdi'), 'mine');
    await choose('VirtualBox');
    await goToPlace(['24', 'MiB']);
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('web');
    await page.getByText('web.vdi exists there already').waitFor();
    await next();
    await page.getByRole('alert').getByText('web.vdi exists there already').first().waitFor();
    await heading('What is its name').waitFor();
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Use web-2.vdi' }).click();
    await page.locator('[data-files]').getByText('web-2.vdi').waitFor();
    await next();
    await create();
    await heading('web-2.vdi is ready').waitFor();
    expect(await folder.names()).toEqual(['web-2.vdi', 'web.vdi']);

    await page.getByRole('button', { name: 'Create another' }).click();
    await heading('Where will it run?').waitFor();
    await expect.poll(focused).toBe('Step 1 of 5: Where will it run?');
  });

  test('a file that appears at the last moment fails the job in words, and is told in the review', async () => {
    await choose('VirtualBox');
    await goToPlace(['24', 'MiB']);
    await page.getByRole('textbox', { name: 'Name' }).fill('late');
    await page.locator('[data-files]').getByText('late.vdi').waitFor();
    await next();
    await expect.poll(() => page.getByRole('button', { name: 'Create', exact: true }).isEnabled()).toBe(true);
    await writeFile(folder.at('late.vdi'), 'mine');
    await create();
    await heading('late.vdi was not created').waitFor();
    await page.locator('[data-failure]').getByText('exists already').waitFor();
    await page.getByRole('button', { name: 'Back to the review' }).click();
    await expect.poll(focused).toBe('Step 5 of 5: Is this right?');
    await page.getByText('late.vdi exists there already').first().waitFor();
    await page.getByRole('button', { name: 'Change name and place' }).first().click();
    await heading('What is its name').waitFor();
  });

  test('a job that is tried again, and cleared, on the Jobs page still has its result here', async () => {
    const goTo = (name: string) => page.getByRole('link', { name, exact: true }).click();
    await choose('VirtualBox');
    await goToPlace(['24', 'MiB']);
    await page.getByRole('textbox', { name: 'Name' }).fill('kept');
    await page.locator('[data-files]').getByText('kept.vdi').waitFor();
    await next();
    await expect.poll(() => page.getByRole('button', { name: 'Create', exact: true }).isEnabled()).toBe(true);
    await writeFile(folder.at('kept.vdi'), 'mine');
    await create();
    await heading('kept.vdi was not created').waitFor();
    await rm(folder.at('kept.vdi'));
    await goTo('Jobs');
    await page.getByRole('button', { name: 'Try again: kept.vdi' }).click();
    await jobCard(page, 'kept.vdi').and(page.locator('[data-job=succeeded]')).waitFor();
    await goTo('Create');
    await heading('kept.vdi is ready').waitFor();
    await goTo('Jobs');
    await page.getByRole('button', { name: 'Remove kept.vdi from the list' }).click();
    await jobCard(page, 'kept.vdi').waitFor({ state: 'detached' });
    await goTo('Create');
    await heading('kept.vdi is ready').waitFor();
    await page.locator('[data-target]').getByText(folder.at('kept.vdi')).waitFor();
  });

  test('the card that is chosen stays as clear under the mouse', async () => {
    await choose('Azure');
    const card = page.locator('label:has(:checked)').filter({ hasText: 'Azure' });
    const border = () =>
      card.evaluate((label) => {
        for (const change of label.getAnimations()) change.finish();
        return getComputedStyle(label).borderTopColor;
      });
    await page.mouse.move(0, 0);
    const apart = await border();
    await card.hover();
    expect(await border()).toBe(apart);
  });

  test('what a product does not take is disabled with the reason, and sizes beyond its limits are refused', async () => {
    await choose('Azure');
    await next();
    await page.getByText('Azure takes fixed VHDs only: the disk has its full size from the start.').waitFor();
    expect(await page.getByRole('radio', { name: 'Grows as needed' }).isDisabled()).toBe(true);
    await next();
    await setSize('33', 'TiB');
    await page.getByText('That is too large').waitFor();
    await next();
    await page.getByRole('alert').getByText('That is too large').first().waitFor();
    await heading('How large should it be?').waitFor();
    await setSize('19', 'MiB');
    await page.getByText('That is too small: 20 MiB is the least.').first().waitFor();
    await setSize('30.2', 'MiB');
    await page.getByText(`Rounded up to ${(31 * MiB).toLocaleString('en-US')} bytes.`).waitFor();
    await setSize('30', 'TiB');
    await next();
    await page.getByText('and the image takes 30 TiB at once').first().waitFor();
  });

  test('answers outlive a visit to another page, and can be gone back to and forgotten', async () => {
    await choose('Hyper-V');
    await next();
    await next();
    await page.getByRole('slider', { name: 'Common sizes' }).press('Home');
    expect(await page.getByRole('textbox', { name: 'Size' }).inputValue()).toBe('64');
    await page.getByRole('link', { name: 'Jobs', exact: true }).click();
    await page.getByRole('link', { name: 'Create', exact: true }).click();
    await heading('How large should it be?').waitFor();
    // Who comes back hears which page this is, and not one step of it.
    await expect.poll(focused).toBe('New disk image');
    await page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Where it runs' }).click();
    expect(await page.getByRole('radio', { name: 'Hyper-V' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Start over' }).click();
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  });
});
