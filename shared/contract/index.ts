import type { Api as ApiOf, Services as ServicesOf } from '../rpc/define.ts';
import { convert } from './convert.ts';
import { create } from './create.ts';
import { formats } from './formats.ts';
import { images } from './images.ts';
import { inside } from './inside.ts';
import { jobs } from './jobs.ts';
import { library } from './library.ts';
import { maintain } from './maintain.ts';
import { map } from './map.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';

/** Everything the window can ask of the main process: the one definition. */
export const contract = {
  formats,
  library,
  images,
  inside,
  create,
  convert,
  maintain,
  map,
  jobs,
  reports,
  settings,
  shell,
};

export type Services = ServicesOf<typeof contract>;
export type Api = ApiOf<typeof contract>;
