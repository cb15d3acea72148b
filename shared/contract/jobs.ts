import { z } from 'zod';
import { call, stream } from '../rpc/define.ts';
import { readInUse } from './read-in-use.ts';
import { jobSnapshot } from './job-snapshot.ts';
import { wireError } from './wire-error.ts';

const oneJob = z.object({ id: z.string() });
const done = z.object({});

export const jobs = {
  /** All jobs, newest first, again and again whenever one of them changes. Queued jobs run from the end of the list. */
  watch: stream(z.object({}), z.array(jobSnapshot)),
  /** Asks a job to stop; a nearly finished one may still finish. */
  cancel: call(oneJob, done),
  /**
   * Asks a job to wait. A running one does so at its next report of progress, and gives its place to another job meanwhile; a
   * queued one does not begin.
   */
  pause: call(oneJob, done),
  /** Lets a paused job go on, as soon as there is a place for it. */
  resume: call(oneJob, done),
  /** Makes a queued job run before another queued one; after all of them with null. */
  reorder: call(z.object({ id: z.string(), before: z.string().nullable() }), done),
  /**
   * Queues an ended job once more and returns the id of the new one. Its input is the same, but for the word that the image may be
   * read while another program may write to it.
   */
  retry: call(oneJob.extend({ inUse: readInUse.optional() }), oneJob),
  /** Shows the file that a job made, or else the one it was about, in the desktop's file manager. */
  showInFolder: call(oneJob, done),
  /** Takes an ended job off the list. */
  dismiss: call(oneJob, done),
  /** What is to be said of the history of jobs itself, such as that its file was damaged; again whenever that changes. */
  notices: stream(z.object({}), z.array(wireError)),
};
