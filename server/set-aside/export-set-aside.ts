import type { SkippedFilter, SkippedRow } from "#core/engines/skipped-rows.ts";
import { csvLine } from "#server/audit/csv-line.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { backfillOfRollout, openForSetAside, type SetAsideOf } from "./open-set-aside.ts";

const PAGE = 500;
const HEAD = ["key", "kind", "status", "tries", "code", "message", "first at", "last at"];

/** All set-aside rows that pass the filter, as CSV. There are never more than a backfill's limit of them lets be. */
export async function exportSetAside(
  deps: Needs<"prisma" | "targets">,
  input: SetAsideOf & { readonly actor: Actor; readonly query: SkippedFilter },
): Promise<string> {
  assertCan(input.actor, "rollout.read");
  const { backfill } = await backfillOfRollout(deps, input);
  await deps.prisma.$transaction((tx) =>
    writeAudit(tx, input.actor, {
      action: "set-aside.export",
      objectType: "rollout",
      objectId: input.rolloutId,
      objectName: null,
      after: { step: backfill.stepId, ...input.query },
    }),
  );
  await using target = await openForSetAside(deps, backfill);
  const { engine, connection } = target;
  const lines = [csvLine(HEAD)];
  for (let after: string | null = null; ; ) {
    const page = { ...input.query, after, limit: PAGE };
    const rows: readonly SkippedRow[] = await engine.skippedRows.list(connection, backfill.spec.runId, page);
    lines.push(...rows.map(lineOf));
    after = rows.at(-1)?.key ?? null;
    if (rows.length < PAGE || after === null) return lines.join("");
  }
}

const lineOf = ({ key, kind, status, tries, code, message, firstAt, lastAt }: SkippedRow): string =>
  csvLine([key, kind, status, String(tries), code ?? "", message ?? "", firstAt, lastAt]);
