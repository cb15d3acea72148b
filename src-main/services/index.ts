import type { Services } from '#shared/contract/index.ts';
import type { Board } from '../core/jobs/board.ts';
import { convertService } from './convert.ts';
import type { FilePolicy } from './file-policy.ts';
import { formatsService } from './formats.ts';
import type { Host } from './host.ts';
import { imagesService } from './images.ts';
import { jobsService } from './jobs.ts';
import { maintainService } from './maintain.ts';
import { reportsService } from './reports.ts';
import { shellService } from './shell.ts';

export interface ServiceParts {
  readonly board: Board;
  readonly policy: FilePolicy;
  readonly host: Host;
}

/** The contract, implemented: one line an area. Every path a window names passes the policy first. */
export function createServices({ board, policy, host }: ServiceParts): Services {
  return {
    formats: formatsService(),
    images: imagesService(policy),
    convert: convertService(policy, board),
    maintain: maintainService(policy, board),
    jobs: jobsService(board),
    reports: reportsService(policy, board),
    shell: shellService(policy, host),
  };
}
