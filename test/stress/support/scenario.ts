import type { Watch } from '#main/core/disk/format.ts';
import type { DiskContent } from './disk-content.ts';

/** Where a scenario plays and who watches. */
export interface Stage {
  readonly folder: string;
  readonly watch: Watch;
  /** Called when something was done for good: from then on the next of the contents is what the disk holds. */
  readonly isDone: () => void;
}

/** Something that people do with images, small enough to be done thousands of times. */
interface Play {
  /** Such as `convert: VDI (dynamic) to raw (sparse)`. */
  readonly title: string;
  /** Makes all that is there before, in an empty folder. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly run: (stage: Stage) => Promise<unknown>;
  /** The image that it is about. */
  readonly image: ImageName;
}

/** Makes a new image, or puts one in the place of another at once. All other files stay as they are. */
export interface OutputScenario extends Play {
  readonly kind: 'output';
  /** What the new image holds. */
  readonly content: DiskContent;
  /** What the image held in whose place it comes, where that was another disk. */
  readonly replaced?: DiskContent;
  /** By which temporaries are told after a crash; absent where a crash may leave some. */
  readonly token?: string;
}

/** Changes an image in place. */
export interface ChangeScenario extends Play {
  readonly kind: 'change';
  /** What its disk holds at first, and after each time that something is done. */
  readonly contents: readonly DiskContent[];
  /** What it may hold besides until it is done: where data is given up, it goes before the end of the disk moves. */
  readonly during?: readonly DiskContent[];
}

/** Repairs an image, which can be taken back. */
export interface RepairScenario extends Play {
  readonly kind: 'repair';
}

export type Scenario = OutputScenario | ChangeScenario | RepairScenario;

/** An image by the name of its main file; raw ones cannot be told from their content. */
export interface ImageName {
  readonly name: string;
  readonly format: string;
}
