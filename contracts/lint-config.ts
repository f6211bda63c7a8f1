import { z } from "zod";
import { DIALECTS } from "#core/domain/dialect.ts";
import { SEVERITIES } from "#core/domain/finding.ts";
import { RUNNER_IDS, TRANSACTION_MODES } from "#core/domain/migration-runner-id.ts";

const rule = z.string().min(1);

export const lintSuppression = z.strictObject({
  rule,
  reason: z.string().trim().min(1, "Say why"),
  path: z.string().min(1).optional().describe("Files that it holds for, such as `db/migrations/2019*`"),
  until: z.iso.date("A day such as 2027-03-31").optional().describe("The last day on which it holds"),
});

/** `sluice-lint.yaml`. Paths are seen from the folder of the file. */
export const lintConfig = z.strictObject({
  engine: z.enum(DIALECTS).optional(),
  "postgresql-version": z.int().min(14).max(18).optional(),
  runner: z.enum(RUNNER_IDS).optional().describe("In place of what is recognised"),
  transaction: z.enum(TRANSACTION_MODES).optional().describe("How files are sent, in place of what the runner does"),
  rules: z.record(rule, z.enum(["off", "on", ...SEVERITIES])).default({}),
  suppressions: z.array(lintSuppression).default([]),
  ignore: z.array(z.string().min(1)).default([]).describe("Files and folders that are left out"),
  schema: z.string().min(1).optional().describe("A schema dump, what the database has before the migrations"),
  since: z.string().min(1).optional().describe("A git ref: migrations that it has are taken as applied"),
  "free-disk": z
    .string()
    .regex(/^\d+(\.\d+)?\s*[kMGT]B$/, "An amount such as 40 GB")
    .optional()
    .describe("Free disk of the database's server, which it cannot tell itself"),
  "fail-on": z.enum([...SEVERITIES, "never"]).optional(),
  docs: z.url().optional().describe("Where your team reads the rules' page, for links in SARIF"),
});
