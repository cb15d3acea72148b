import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { accessibilityProblems, jobCard, paste, picture } from './actions.ts';
import { ServedWindow } from './window.ts';

const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
  // What is left of 1280 × 800 at 200 % zoom.
  { width: 640, height: 400 },
] as const;

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

  /** Looks at the page in both themes and all sizes; gives back what is wrong with it. */
  async function inspect(page: Page, name: string): Promise<readonly string[]> {
    const problems: string[] = [];
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      for (const size of sizes) {
        await page.setViewportSize(size);
        await picture(page, `${name}-${colorScheme}-${String(size.width)}x${String(size.height)}`);
        const found = await accessibilityProblems(page);
        problems.push(...found.map((problem) => `${name}, ${colorScheme}, ${String(size.width)}: ${problem}`));
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (overflow > 0) problems.push(`${name}, ${String(size.width)}: ${String(overflow)} pixels too wide`);
      }
    }
    return problems;
  }

  test('every state of every page is free of accessibility problems, in both themes and at 200 % zoom', async () => {
    const page = await window.open({ reducedMotion: 'reduce' });
    const problems: string[] = [];
    problems.push(...(await inspect(page, 'convert-empty')));

    await paste(
      page,
      [...sources.map(({ name }) => name), 'scratch.img', 'old-laptop.vhdx'].map((name) => folder.at(name)),
    );
    await page.getByRole('button', { name: 'It is a raw disk image' }).waitFor();
    problems.push(...(await inspect(page, 'convert-questions')));
    await page.getByRole('button', { name: 'It is a raw disk image' }).click();
    await page.getByRole('button', { name: 'Convert 4 images' }).waitFor();
    problems.push(...(await inspect(page, 'convert')));
    const choice = page.getByRole('combobox', { name: 'What web-server.vmdk becomes' });
    await choice.selectOption({ label: 'VMDK · stream for transport' });
    await page.getByText('web-server.vmdk is taken there: will be named web-server-2.vmdk').waitFor();
    problems.push(...(await inspect(page, 'convert-own-choice')));
    await choice.selectOption({ label: 'VDI · grows as needed' });
    await page.getByText('Details: read back').click();
    problems.push(...(await inspect(page, 'convert-details')));

    await page.getByRole('button', { name: 'Add files…' }).click();
    await page.getByRole('textbox', { name: 'Path' }).fill(folder.path);
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByRole('option', { name: 'web-server.vmdk' }).click();
    problems.push(...(await inspect(page, 'picker')));
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Jobs' }).click();
    problems.push(...(await inspect(page, 'jobs-empty')));
    await page.getByRole('link', { name: 'Convert', exact: true }).click();
    await page.getByRole('button', { name: 'Convert 4 images' }).click();
    // One row stays: the foreign image.
    await page.getByRole('button', { name: 'Remove old-laptop.vhdx from the list' }).waitFor();
    await page.getByRole('link', { name: 'Jobs' }).click();
    await jobCard(page, 'web-server.vdi').waitFor();
    problems.push(...(await inspect(page, 'jobs-running')));
    await expect.poll(() => page.locator('[data-job=succeeded]').count(), { timeout: 60_000 }).toBe(4);
    problems.push(...(await inspect(page, 'jobs')));

    expect(problems).toEqual([]);
    expect(window.trespasses).toEqual([]);
  }, 180_000);
});
