import type { FieldStructure, LostStructure, Structure } from '#shared/model/structure.ts';
import { describeStructure, describeText, valueIn, type DescribedPlace } from '../../layout/describe-structure.ts';
import { placeIn, sizeIn } from '../../layout/meanings.ts';
import { locatedPath } from './claim.ts';
import { header, parentLocator } from './layout.ts';
import { absolutePath, fileUrl, holdsPath, longestPath, relativePath } from './locators.ts';

const platforms = { [relativePath]: 'relativePath', [absolutePath]: 'absolutePath', [fileUrl]: 'fileUrl' } as const;

/** The parent locators of a header that are in use, each with the path that it leads to. */
export async function* describeLocators(
  described: FieldStructure | LostStructure,
  { file, start: headerStart }: DescribedPlace,
  signal: AbortSignal,
): AsyncGenerator<Structure> {
  const stored = valueIn(header, described, 'parentLocators') ?? [];
  for (const [index, bytes] of stored.entries()) {
    if (bytes.every((byte) => byte === 0)) continue;
    const number = index + 1;
    const start = headerStart + header.offsetOf('parentLocators') + index * parentLocator.size;
    const locator = await describeStructure(parentLocator, { file, start, title: 'vhd.locator', number }, signal, {
      platform: (platform) => ({
        kind: 'known',
        key: Object.hasOwn(platforms, platform) ? platforms[platform as keyof typeof platforms] : 'unknown',
      }),
      length: sizeIn(1),
      start: placeIn(1),
    });
    yield locator;
    const platform = valueIn(parentLocator, locator, 'platform') ?? '';
    const place = valueIn(parentLocator, locator, 'start');
    const length = valueIn(parentLocator, locator, 'length') ?? 0;
    if (place === undefined || !holdsPath(platform) || length === 0 || length > longestPath) continue;
    const text = { file, start: place, title: 'vhd.locator-path', number } as const;
    yield await describeText(text, length, (content) => locatedPath(platform, content), signal);
  }
}
