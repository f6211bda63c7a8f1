import { DomainError } from "#core/domain/domain-error.ts";
import type { Needs } from "#server/container.ts";
import { readSkipLimit } from "./backfill-repository.ts";
import type { Slice } from "./slice.ts";

/**
 * Rows that cannot be written are few, or the statement is wrong. Those that were mended or waived since do not count,
 * and neither do rows that others hold.
 * @throws DomainError with reason `skip_limit`.
 */
export async function assertBelowSkipLimit(
  { prisma }: Needs<"prisma">,
  { backfill, monitor }: Pick<Slice, "backfill" | "monitor">,
): Promise<void> {
  const { engine, connection } = monitor;
  const groups = await engine.skippedRows.groups(connection, backfill.spec.runId);
  const open = groups.filter(({ kind, status }) => kind === "poison" && status === "open");
  const rows = open.reduce((sum, group) => sum + group.rows, 0);
  const limit = await readSkipLimit(prisma, backfill.id);
  if (rows <= limit) return;
  const [most] = open.toSorted((a, b) => b.rows - a.rows);
  const example = most
    ? ` Most often: ${most.message ?? "no message"} (${most.code ?? "no code"}), ${most.rows} rows.`
    : "";
  throw new DomainError(
    "target-refused",
    `${rows} rows could not be written and were set aside, more than the limit of ${limit}.${example} All other rows up to here are written.`,
    {
      extra: {
        reason: "skip_limit",
        fix: "Look at the set-aside rows by cause: mend them and try them again, waive them with a reason, or raise the limit; then resume.",
      },
    },
  );
}
