/** The steps of the wizard, in their order. */
export const stepNames = ['product', 'storage', 'size', 'place', 'review'] as const;
export type StepName = (typeof stepNames)[number];

/** The step so many places further on, within the bounds of the wizard. */
export function stepAfter(step: StepName, places: 1 | -1): StepName {
  return stepNames[stepNames.indexOf(step) + places] ?? step;
}

/** The steps that come before another one. */
export function stepsBefore(step: StepName): readonly StepName[] {
  return stepNames.slice(0, stepNames.indexOf(step));
}
