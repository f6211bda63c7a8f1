/** What becomes of something that hangs on what the plan changes. */
export const FATES = [
  "breaks",
  "dropped",
  "blocks the step",
  "changed",
  "locked",
  "may break",
  "dropped by the plan",
  "keeps working",
] as const;
export type Fate = (typeof FATES)[number];
