import { computed, watch, type ComputedRef } from 'vue';
import { createText } from '../../text/create.ts';
import { useCreateStore } from './create.store.ts';
import { stepAfter, stepNames, stepsBefore, type StepName } from './steps.ts';
import { useProblems } from './use-problems.ts';

export interface Step {
  readonly value: StepName;
  readonly label: string;
  readonly isDone: boolean;
  readonly canGo: boolean;
}

export interface Steps {
  readonly steps: ComputedRef<readonly Step[]>;
  /** Goes to a step that was shown before, unless an earlier one stands in the way. */
  readonly go: (step: StepName) => void;
  readonly back: () => void;
  /** Goes on to the next step; false when this one cannot be left, which it then says. */
  readonly next: () => boolean;
  /** Why the step could not be left, for as long as that is so. */
  readonly complaint: ComputedRef<string | undefined>;
}

/** The way through the wizard. */
export function useSteps(): Steps {
  const store = useCreateStore();
  const { of } = useProblems();
  const wasShown = (step: StepName): boolean => step === store.furthest || stepsBefore(store.furthest).includes(step);
  const canGo = (step: StepName): boolean =>
    wasShown(step) && stepsBefore(step).every((earlier) => of.value[earlier] === undefined);

  const steps = computed(() =>
    stepNames.map((value) => ({
      value,
      label: createText.step[value],
      isDone: value !== store.furthest && wasShown(value) && of.value[value] === undefined,
      canGo: canGo(value),
    })),
  );

  function show(step: StepName): void {
    store.complaint = undefined;
    store.step = step;
    if (!wasShown(step)) store.furthest = step;
  }

  // What was complained of is mended: the next complaint is to be a new one.
  watch(
    () => of.value[store.step],
    (problem) => {
      if (problem === undefined) store.complaint = undefined;
    },
  );

  return {
    steps,
    go(step) {
      if (canGo(step)) show(step);
    },
    back() {
      show(stepAfter(store.step, -1));
    },
    next() {
      if (of.value[store.step] === undefined) show(stepAfter(store.step, 1));
      else store.complaint = store.step;
      return store.complaint === undefined;
    },
    complaint: computed(() => (store.complaint === store.step ? of.value[store.step] : undefined)),
  };
}
