import type { Services } from '#shared/contract/index.ts';
import { convertService } from './convert.ts';
import { createService } from './create.ts';
import type { FilePolicy } from './file-policy.ts';
import { formatsService } from './formats.ts';
import type { Host } from './host.ts';
import { imagesService } from './images.ts';
import { insideService } from './inside.ts';
import { jobsService } from './jobs.ts';
import { libraryService } from './library.ts';
import { maintainService } from './maintain.ts';
import { mapService } from './map.ts';
import type { PersonData } from './person-data.ts';
import { reportsService } from './reports.ts';
import { settingsService } from './settings.ts';
import { shellService } from './shell.ts';

export interface ServiceParts extends PersonData {
  readonly policy: FilePolicy;
  readonly host: Host;
}

/** The contract, implemented: one line an area. Every path a window names passes the policy first. */
export function createServices({ board, settings, library, history, policy, host }: ServiceParts): Services {
  return {
    formats: formatsService(),
    library: libraryService(policy, library),
    images: imagesService(policy, library),
    inside: insideService(policy),
    create: createService(policy, board),
    convert: convertService(policy, board),
    maintain: maintainService(policy, board),
    map: mapService(policy),
    jobs: jobsService({ policy, board, history, host }),
    reports: reportsService(policy, board),
    settings: settingsService(settings),
    shell: shellService(policy, host),
  };
}
