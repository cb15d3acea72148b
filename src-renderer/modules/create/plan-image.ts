import type { Api } from '#shared/contract/index.ts';
import type { CreateInput, CreatePlan } from '#shared/model/create.ts';
import type { Paths } from '../files/paths.ts';
import { fileNameOf, numberedName } from './file-name.ts';

export interface PlannedImage {
  readonly plan: CreatePlan;
  /** A name like it that is free, without its extension; only when the name is taken. */
  readonly freeName?: string;
}

export interface PlanSources {
  readonly input: CreateInput;
  readonly extension: string;
  readonly paths: Paths;
  /** Targets of jobs, which no plan can see yet. */
  readonly taken: readonly string[];
}

/** Names tried before none is proposed. */
const mostAttempts = 100;

/** Plans an image, and looks for a free name when its own is taken. Throws what the plan refuses. */
export async function planImage(api: Api, sources: PlanSources, signal: AbortSignal): Promise<PlannedImage> {
  const { input, extension, paths } = sources;
  const plan = await planOne(api, sources, signal);
  for (let attempt = 2; plan.clashes.length > 0 && attempt <= mostAttempts; attempt += 1) {
    const freeName = numberedName(paths.nameOf(input.target), extension, attempt);
    const target = paths.join(paths.folderOf(input.target), fileNameOf(freeName, extension));
    const other = await planOne(api, { ...sources, input: { ...input, target } }, signal);
    if (other.clashes.length === 0) return { plan, freeName };
  }
  return { plan };
}

async function planOne(api: Api, { input, taken }: PlanSources, signal: AbortSignal): Promise<CreatePlan> {
  const plan = await api.create.plan(input, signal);
  return plan.clashes.length === 0 && taken.includes(input.target) ? { ...plan, clashes: [input.target] } : plan;
}
