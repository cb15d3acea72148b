import { jobsText as german } from './de/jobs.ts';
import { jobsText as english } from './en/jobs.ts';
import { translated } from './translated.ts';

export const jobsText = translated(english, german);
