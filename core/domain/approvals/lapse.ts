/** Why an approval that was given does not hold. */
export const LAPSES = ["expired", "drifted", "policy", "person"] as const;
export type Lapse = (typeof LAPSES)[number];
