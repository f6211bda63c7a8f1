/** From weak to strong. */
const MODES = [
  "none",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;
export type LockMode = (typeof MODES)[number];

export const strengthOf = (mode: LockMode): number => MODES.indexOf(mode);
export const blocksWrites = (mode: LockMode): boolean => strengthOf(mode) >= strengthOf("SHARE");
export const blocksReads = (mode: LockMode): boolean => mode === "ACCESS EXCLUSIVE";

/** The mode of a LOCK statement, which the parser gives as a number. */
export const lockModeOfNumber = (mode: number): LockMode => MODES[mode] ?? "ACCESS EXCLUSIVE";
