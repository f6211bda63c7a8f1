import type { Format } from "./format.ts";

/** One JSON object a line, a finding each; what was accepted is left out. */
export const formatRecords: Format = ({ findings }) =>
  findings
    .filter(({ accepted }) => accepted === null)
    .map(({ file, line, column, rule, severity, message, lock, blocks, rewrite }) =>
      JSON.stringify({ file, line, column, rule, severity, message, lock, blocks, rewrite }),
    )
    .join("\n");
