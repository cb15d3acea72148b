import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { corpusImages, unpack, type CorpusImage } from '#test/support/corpus.ts';
import { corpusFolder, missing } from '#test/support/need.ts';
import { unwatched } from '#test/support/watch.ts';

async function refusalOf(file: string): Promise<DiskError> {
  const outcome: unknown = await inspect({ path: file }, unwatched).catch((thrown: unknown) => thrown);
  if (outcome instanceof DiskError) return outcome;
  throw new Error(`not refused: ${JSON.stringify(outcome)}`);
}

describe.skipIf(missing('corpus', 'xz'))('real images that Platter does not read are refused by name', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-corpus-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const images = missing('corpus') ? [] : corpusImages();
  const titles: Readonly<Record<string, string>> = {
    vhdx: 'VHDX image',
    qcow2: 'QCOW2 image',
    parallels: 'Parallels image',
    bochs: 'Bochs image',
    dmg: 'Apple disk image (DMG)',
    ova: 'OVA appliance',
  };
  const ofFormat = (wanted: (image: CorpusImage) => boolean) => images.filter(wanted);

  it.each(ofFormat(({ format }) => Object.hasOwn(titles, format)))('$file', async (image) => {
    const { reason, code, facts } = await refusalOf(await unpack(image, folder));
    expect({ reason, code, title: facts['title'] }).toEqual({
      reason: 'probe.foreign',
      code: 'unsupported',
      title: titles[image.format],
    });
  });

  const expected: Readonly<Record<string, { code: string; reason?: string }>> = {
    'containerized-data-importer__invalid-qcow-backing-file_img': { code: 'damaged' },
    'go-vmdk-parser__vmdk-invalid_img': { code: 'unsupported', reason: 'vmdk.lone-extent' },
    'os-test-images__monolithicFlat_leak': { code: 'denied', reason: 'file.outside-folder' },
    'os-test-images__monolithicFlat_missing': { code: 'missing-file', reason: 'file.missing' },
    'vmdk-forensic__ms3-win': { code: 'missing-file', reason: 'file.missing' },
  };
  it.each(ofFormat(({ file }) => Object.hasOwn(expected, path.dirname(file))))(
    '$file, which has no honest content',
    async (image) => {
      const { code, reason } = await refusalOf(await unpack(image, folder));
      expect({ code, reason }).toMatchObject(expected[path.dirname(image.file)] ?? {});
    },
  );

  const fuzzed = path.join(corpusFolder, 'vhd-forensic__fuzz_audit');
  it.each(missing('corpus') ? [] : readdirSync(fuzzed))('fuzzer input %s, which is no image', async (name) => {
    expect(['ambiguous-format', 'damaged', 'unsupported']).toContain((await refusalOf(path.join(fuzzed, name))).code);
  });
});
