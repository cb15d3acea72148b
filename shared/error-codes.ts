/** The stable codes that scripts and clients branch on. A `reason` says more; a code never changes its meaning. */
export const errorCodes = [
  'not-this-format',
  'ambiguous-format',
  'unsupported',
  'damaged',
  'too-large',
  'missing-file',
  'denied',
  'exists',
  'same-file',
  'no-space',
  'in-use',
  'io',
  'invalid-input',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
