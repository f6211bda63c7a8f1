import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableDetail } from "#core/engines/introspector.ts";
import type { Catalog } from "./catalog.ts";
import type { PlanUnderCheck } from "./plan-check.ts";
import { findingAt } from "./plan-check.ts";
import { type PlacedStep, stepsOf } from "./steps-of.ts";

/** How each backfill would walk its table, as far as the table is there already; findings where it cannot. */
export interface ProbedBackfills {
  readonly layouts: ReadonlyMap<StepId, BackfillLayout>;
  readonly findings: readonly Finding[];
}

/** Asks the engine for the key of each backfill, by a stand-in for what the plan has yet to add. Reads only. */
export async function probeBackfills(
  plan: Pick<PlanUnderCheck, "document" | "source">,
  engine: Engine,
  connection: Connection,
  catalog: Catalog,
): Promise<ProbedBackfills> {
  const layouts = new Map<StepId, BackfillLayout>();
  const findings: Finding[] = [];
  for (const placed of stepsOf(plan.document)) {
    const spec = probeOf(placed, engine, catalog);
    if (!spec) continue;
    try {
      layouts.set(placed.id, await engine.backfill.layout(connection, spec));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
      const path = ["phases", placed.phase, placed.index, "backfill"];
      const told = { rule: "backfill-refused", severity: "error", message: error.message } as const;
      findings.push(findingAt({ placed, source: plan.source }, { path }, told));
    }
  }
  return { layouts, findings };
}

/** The backfill itself where its columns are there already, else one that changes nothing of the same table. */
function probeOf(placed: PlacedStep, engine: Engine, catalog: Catalog): BackfillSpec | null {
  const spec = specOf(placed, engine);
  const table = spec && catalog.find(spec.table);
  if (!spec || !table) return null;
  const isThere = Object.keys(spec.set).every((name) => table.columns.some((column) => column.name === name));
  if (isThere) return spec;
  const set = standInFor(table, engine);
  return set && { ...spec, set, where: null };
}

/** The spec of a backfill step, for looking only; `null` for other steps. */
function specOf({ step }: PlacedStep, engine: Pick<Engine, "statements">): BackfillSpec | null {
  if (!("backfill" in step)) return null;
  const { table, set, where } = step.backfill;
  return {
    runId: NOBODY,
    databaseId: NOBODY,
    serverId: "",
    table: engine.statements.parseTable(table),
    set,
    where: where ?? null,
  };
}
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A plain column outside every key, set to itself. */
function standInFor({ columns, indexes }: TableDetail, engine: Engine): Readonly<Record<string, string>> | null {
  const keyed = new Set(indexes.flatMap((index) => (index.unique ? index.columns : [])));
  const plain = columns.find((it) => !keyed.has(it.name) && !it.generated && !it.identity);
  return plain ? { [plain.name]: engine.statements.quote(plain.name) } : null;
}
