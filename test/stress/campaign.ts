/** How much a campaign tries: `short` is what CI has the time for, `full` what `npm run test:stress` does. */
export type Length = 'short' | 'full';

/** What a campaign is told when it starts. */
export interface Effort {
  readonly length: Length;
  /** The same seed makes the same trials, as far as nothing depends on moments. */
  readonly seed: number;
  /** Tells how far it is, for a person who waits. */
  readonly report: (line: string) => void;
}

/** What a campaign found. */
export interface Outcome {
  /** How many of its things were tried: faults injected, cuts replayed, kills, … */
  readonly tried: number;
  /** One sentence for each promise that was broken, with what repeats it (seed, number). Empty when all is well. */
  readonly losses: readonly string[];
  /** Further figures that belong into the table, such as the worst time or memory. */
  readonly remarks?: string;
}

/** One row of the table of `npm run test:stress`: many trials of one kind, none of which may lose anything. */
export interface Campaign {
  /** What is counted: 'faults injected'. */
  readonly title: string;
  /** What holds after each trial, in one sentence. */
  readonly promise: string;
  /** The fewest trials of each length: fewer mean that the campaign did not do its work. */
  readonly atLeast: Readonly<Record<Length, number>>;
  /** About how long its full form takes beside another campaign, on two cores. The longest begin first. */
  readonly minutes: number;
  /** It measures what campaigns beside it would disturb. */
  readonly isAlone?: boolean;
  readonly run: (effort: Effort) => Promise<Outcome>;
}

/** The losses of an outcome, and one more when fewer things were tried than the campaign promises to. */
export function lossesOf(campaign: Campaign, length: Length, { tried, losses }: Outcome): readonly string[] {
  const fewest = campaign.atLeast[length];
  return tried >= fewest ? losses : [...losses, `only ${String(tried)} of ${String(fewest)} were tried`];
}
