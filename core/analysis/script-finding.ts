import type { Finding } from "#core/domain/finding.ts";

/** A finding in one part of a script; line and column are those of the part's text. */
export interface ScriptFinding extends Omit<Finding, "step"> {
  /** Of `ScriptPart.id`. */
  readonly part: string;
}
