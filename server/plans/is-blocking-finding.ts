import type { Finding } from "#core/domain/finding.ts";

/** An error that nobody suppressed with a reason: with it a plan neither goes to review nor starts. */
export const isBlockingFinding = (finding: Finding & { readonly suppressed?: string | undefined }): boolean =>
  finding.severity === "error" && !finding.suppressed;
