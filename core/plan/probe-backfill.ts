import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableDetail } from "#core/engines/introspector.ts";
import type { Catalog } from "./catalog.ts";
import type { PlanUnderCheck } from "./plan-check.ts";
import { findingAt, type Told } from "./plan-check.ts";
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
    const path = ["phases", placed.phase, placed.index, "backfill"];
    const tell = (told: Told) => findings.push(findingAt({ placed, source: plan.source }, { path }, told));
    try {
      const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
      layouts.set(placed.id, layout);
      for (const told of await addressFindings(placed, engine, layout)) tell(told);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
      tell({ rule: "backfill-refused", severity: "error", message: error.message });
    }
  }
  return { layouts, findings };
}

/** What walking a table without a key means. The probe may be a stand-in, so the expressions are looked at here. */
async function addressFindings(
  { step }: PlacedStep,
  { statements }: Pick<Engine, "statements">,
  { key }: BackfillLayout,
): Promise<readonly Told[]> {
  if (!("backfill" in step) || key.kind !== "address") return [];
  const { table, set } = step.backfill;
  const uses = await Promise.all(Object.values(set).map((it) => statements.readExpression(it)));
  const twice = uses.flat().find((use) => Object.keys(set).includes(use.column));
  const walked = `${table} has no key: its rows are walked by their address (${key.source}), which can change under the batches`;
  if (twice) {
    return [
      {
        rule: "backfill-not-repeatable",
        severity: "error",
        message: `${walked}. An expression reads ${twice.column}, which the backfill writes: a row that is met twice would be changed twice`,
        fix: "Add a primary key in an expand step, or write into a new column.",
      },
    ];
  }
  return [
    {
      rule: "backfill-without-key",
      severity: "warning",
      message: `${walked}. A row that moves meanwhile is found by the verification and written by another pass; rows that fail cannot be set aside`,
      fix: "Add a primary key, or a unique index over NOT NULL columns, in an expand step.",
    },
  ];
}

/** The backfill itself where its columns are there already, else one that changes nothing of the same table. */
function probeOf(placed: PlacedStep, engine: Engine, catalog: Catalog): BackfillSpec | null {
  const spec = specOf(placed, engine);
  const table = spec && catalog.find(spec.table);
  if (!spec || !table) return null;
  const isThere = Object.keys(spec.set).every((name) => table.columns.some((column) => column.name === name));
  if (isThere) return spec;
  const set = standInFor(table);
  return set && { ...spec, set, where: null };
}

/** The spec of a backfill step, for looking only; `null` for other steps. */
function specOf({ step }: PlacedStep, engine: Pick<Engine, "statements">): BackfillSpec | null {
  if (!("backfill" in step)) return null;
  const { table, set, where, triggers } = step.backfill;
  return {
    runId: NOBODY,
    databaseId: NOBODY,
    serverId: "",
    table: engine.statements.parseTable(table),
    set,
    where: where ?? null,
    keepOldValues: step.undo === "keep-old-values",
    quiet: triggers === "quiet",
  };
}
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A plain column outside every key; nothing is written, so it may be NULL. */
function standInFor({ columns, indexes, constraints }: TableDetail): Readonly<Record<string, string>> | null {
  const keyed = new Set(indexes.flatMap((index) => (index.unique ? index.columns : [])));
  // A quiet backfill of one that a foreign key checks would be refused.
  const checked = constraints.flatMap((it) => (it.kind === "foreign key" ? it.definition : []));
  const free = columns.filter((it) => !keyed.has(it.name) && !it.generated && !it.identity);
  const plain = free.find(({ name }) => !checked.some((it) => it.includes(name))) ?? free[0];
  return plain ? { [plain.name]: "NULL" } : null;
}
