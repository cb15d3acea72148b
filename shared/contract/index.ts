import type { Api as ApiOf, Services as ServicesOf } from '../rpc/define.ts';
import { convert } from './convert.ts';
import { formats } from './formats.ts';
import { images } from './images.ts';
import { jobs } from './jobs.ts';
import { maintain } from './maintain.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';

/** Everything the window can ask of the main process: the one definition. */
export const contract = { formats, images, convert, maintain, jobs, reports, settings, shell };

export type Services = ServicesOf<typeof contract>;
export type Api = ApiOf<typeof contract>;
