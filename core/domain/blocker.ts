/** A reason why an action may not happen now, who can lift it and how. */
export interface Blocker {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly who: "you" | "operator" | "approver" | "owner" | "author" | "nobody";
}
