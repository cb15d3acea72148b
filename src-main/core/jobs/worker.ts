import { operations } from './operations.ts';
import { work } from './work.ts';

/** The entry of a job's worker thread; the bundle names it `job-worker.js`. */
await work(operations);
