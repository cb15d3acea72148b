export const themes = ['system', 'light', 'dark'] as const;
export const languages = ['system', 'en', 'de'] as const;

/** The most jobs that may be set to run at the same time. */
export const mostParallelJobs = 8;

/** What a person chose once for all. A setting grants nothing: folders named here are where dialogs begin, no more. */
export interface Settings {
  /** Where dialogs look for images; null for where the last one ended. */
  readonly imageFolder: string | null;
  /** Where new images go; null for the folder of their source. */
  readonly targetFolder: string | null;
  /** Jobs that run at the same time, 1 to 8. */
  readonly parallelJobs: number;
  /** Whether a conversion reads its result back unless it is told otherwise. */
  readonly verify: boolean;
  /** 1 (fast) to 9 (small), for variants that compress. */
  readonly compressionLevel: number;
  readonly theme: (typeof themes)[number];
  /** Whether the system tells when the last job has ended. */
  readonly notifications: boolean;
  readonly language: (typeof languages)[number];
}

export const defaultSettings: Settings = {
  imageFolder: null,
  targetFolder: null,
  parallelJobs: 2,
  verify: true,
  compressionLevel: 6,
  theme: 'system',
  notifications: true,
  language: 'system',
};
