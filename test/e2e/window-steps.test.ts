import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '#test/support/need.ts';
import { runCli } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { convertFromList } from '#test/support/window-steps.ts';
import { paste } from './actions.ts';
import { ServedWindow } from './window.ts';

/** The real Electron is driven by these steps where there is one: what they click on has to be there, and here it can be seen. */
describe.skipIf(missing('chromium'))('the steps of the test in Electron', () => {
  let window: ServedWindow;
  let folder: TempFolder;

  beforeAll(async () => {
    window = await ServedWindow.start();
    folder = await TempFolder.create();
  });

  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('convert an image of the list, beside which its copy lies then', async () => {
    await makeSampleDisk(folder.at('source.img'), 8 * 1024 * 1024);
    await runCli(['convert', folder.at('source.img'), folder.at('disk.vmdk'), '--source-format', 'raw']);
    const page = await window.open('Images');
    await paste(page, [folder.at('disk.vmdk')]);
    await convertFromList(page, 'disk.vmdk');
    expect(await folder.names()).toEqual(['disk.vdi', 'disk.vmdk', 'source.img']);
    expect(window.trespasses).toEqual([]);
  });
});
