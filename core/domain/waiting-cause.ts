/** Why something that should move does not. Data, so that UI, CLI and log say the same. */
export const WAITING_CAUSES = [
  "gate",
  "approval",
  "signal",
  "window",
  "lock",
  "capacity",
  "soak",
  "unreachable",
  "worker",
  "operator",
  "hold",
  "set_aside",
] as const;
export type WaitingCauseCode = (typeof WAITING_CAUSES)[number];

export interface WaitingCause {
  readonly code: WaitingCauseCode;
  /** One sentence for a person, with numbers and names: "blocked by pid 812 (psql), idle in transaction for 3 min". */
  readonly message: string;
  /** ISO 8601. */
  readonly since: string;
  /** ISO 8601, where it is known when the wait ends. */
  readonly until?: string | undefined;
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}
