import { commandsText as commandsGerman } from '#renderer/text/de/commands.ts';
import { commandsText as commandsEnglish } from '#renderer/text/en/commands.ts';
import { convertText as convertGerman } from '#renderer/text/de/convert.ts';
import { convertText as convertEnglish } from '#renderer/text/en/convert.ts';
import { createText as createGerman } from '#renderer/text/de/create.ts';
import { createText as createEnglish } from '#renderer/text/en/create.ts';
import { filesText as filesGerman } from '#renderer/text/de/files.ts';
import { filesText as filesEnglish } from '#renderer/text/en/files.ts';
import { imagesText as imagesGerman } from '#renderer/text/de/images.ts';
import { imagesText as imagesEnglish } from '#renderer/text/en/images.ts';
import { insideText as insideGerman } from '#renderer/text/de/inside.ts';
import { insideText as insideEnglish } from '#renderer/text/en/inside.ts';
import { jobsText as jobsGerman } from '#renderer/text/de/jobs.ts';
import { jobsText as jobsEnglish } from '#renderer/text/en/jobs.ts';
import { mapText as mapGerman } from '#renderer/text/de/map.ts';
import { mapText as mapEnglish } from '#renderer/text/en/map.ts';
import { reportsText as reportsGerman } from '#renderer/text/de/reports.ts';
import { reportsText as reportsEnglish } from '#renderer/text/en/reports.ts';
import { settingsText as settingsGerman } from '#renderer/text/de/settings.ts';
import { settingsText as settingsEnglish } from '#renderer/text/en/settings.ts';
import { shellText as shellGerman } from '#renderer/text/de/shell.ts';
import { shellText as shellEnglish } from '#renderer/text/en/shell.ts';

/** All words of the pages of the window. */
export const english = {
  commands: commandsEnglish,
  convert: convertEnglish,
  create: createEnglish,
  files: filesEnglish,
  images: imagesEnglish,
  inside: insideEnglish,
  jobs: jobsEnglish,
  map: mapEnglish,
  reports: reportsEnglish,
  settings: settingsEnglish,
  shell: shellEnglish,
} as const;

export const german = {
  commands: commandsGerman,
  convert: convertGerman,
  create: createGerman,
  files: filesGerman,
  images: imagesGerman,
  inside: insideGerman,
  jobs: jobsGerman,
  map: mapGerman,
  reports: reportsGerman,
  settings: settingsGerman,
  shell: shellGerman,
} as const;
