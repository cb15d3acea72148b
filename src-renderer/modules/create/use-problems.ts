import { computed, type ComputedRef } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { createText } from '../../text/create.ts';
import { errorInWords } from '../../text/errors.ts';
import { sizeInWords } from '../../text/quantities.ts';
import { useCreateStore } from './create.store.ts';
import { typedBytes, wholeUnits } from './disk-size.ts';
import { stepNames, type StepName } from './steps.ts';

export interface Problems {
  /** Why a step cannot be left as it is, in words; undefined when it can. */
  readonly of: ComputedRef<Readonly<Record<StepName, string | undefined>>>;
  /** What is wrong with the name, the files that have it already included. */
  readonly name: ComputedRef<string | undefined>;
  /** What is wrong with the folder. */
  readonly folder: ComputedRef<string | undefined>;
  /** The first of all steps that cannot be left as it is. */
  readonly first: ComputedRef<StepName | undefined>;
}

/** What stands in the way of the new image, step by step. */
export function useProblems(): Problems {
  const store = useCreateStore();
  const host = useAboutStore();
  const { size: sizeText, place, product, storage } = createText;

  const plan = computed(() => (store.plan.kind === 'known' ? store.plan.value.plan : undefined));

  const size = computed(() => {
    const bytes = typedBytes(store.size);
    if (bytes === undefined) return sizeText.notNumber;
    const { smallest, largest } = store.limits ?? { smallest: 0, largest: Infinity };
    if (bytes === 0 || bytes < smallest) return sizeText.tooSmall(limitInWords(smallest));
    if (bytes > largest) return sizeText.tooLarge(limitInWords(largest));
    return store.sizes.kind === 'refused' ? errorInWords(store.sizes.error) : undefined;
  });

  const name = computed(() => {
    const problem = store.nameProblem;
    if (problem?.kind === 'missing') return place.nameMissing;
    if (problem?.kind === 'dots') return place.nameDots;
    if (problem?.kind === 'invalid') return place.nameInvalid(problem.characters);
    if (problem?.kind === 'reserved') return place.nameReserved(problem.name);
    const [first, ...others] = plan.value?.clashes ?? [];
    if (first === undefined) return undefined;
    const taken = host.paths.nameOf(first);
    return others.length === 0 ? place.taken(taken) : place.takenMore(taken, others.length);
  });

  const folder = computed(() => {
    if (store.plan.kind === 'refused') {
      const { error } = store.plan;
      return error.reason === 'file.not-granted' ? place.notChosen : errorInWords(error);
    }
    if (!plan.value || store.folder === undefined) return undefined;
    const { freeBytes, bytesAtFirst } = plan.value;
    if (bytesAtFirst <= freeBytes) return undefined;
    return createText.free.tooLittle(sizeInWords(freeBytes), store.folder, sizeInWords(bytesAtFirst));
  });

  const of = computed(() => ({
    product: store.product === undefined ? product.missing : undefined,
    storage: store.way ? undefined : storage.missing,
    size: size.value,
    place: name.value ?? folder.value,
    review: undefined,
  }));

  return { of, name, folder, first: computed(() => stepNames.find((step) => of.value[step] !== undefined)) };
}

/** A limit in words: exact where it can be. */
export function limitInWords(limit: number): string {
  return wholeUnits(limit) ?? sizeInWords(limit);
}
