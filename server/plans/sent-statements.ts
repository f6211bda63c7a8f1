import { DomainError } from "#core/domain/domain-error.ts";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { SyncColumns } from "#core/engines/sync-writer.ts";
import type { CompiledStep, StepWork } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";
import type { ReadablePlan } from "./analyse-plan.ts";
import type { PlanTarget } from "./check-plan-text.ts";

export interface PlanContext {
  readonly plan: ReadablePlan;
  readonly engine: Engine;
  readonly target: PlanTarget | null;
}
export interface SentStatement {
  readonly sql: string;
  readonly label: string;
  readonly locks: LockFacts;
  readonly tables: readonly TableRef[];
}

/** Stands for the tag that a run gives its triggers. */
export const PREVIEW_TAG = "00000000";

/** What a step sends, in order, as well as it can be told before it runs. */
export async function sentStatements(
  context: PlanContext,
  { work, id }: CompiledStep,
): Promise<readonly SentStatement[]> {
  const { engine } = context;
  switch (work.kind) {
    case "sql": {
      const removals = work.removesSyncs.flatMap((syncStep) => removal(context, syncStep));
      return [...(await labelled(engine, removals, "Remove dual writes")), ...(await readAll(engine, work.statements))];
    }
    case "index":
      return await readAll(engine, [await engine.ddl.indexStatement(work.statement)]);
    case "sync":
      return await labelled(
        engine,
        syncSql(context, work),
        work.action === "install" ? "Dual writes" : "Remove dual writes",
      );
    case "backfill":
      return [await batch(context, id, work)];
    case "check":
      return await readAll(engine, queriesOfCheck(work));
    default:
      return [];
  }
}

async function readAll(engine: Engine, texts: readonly string[]): Promise<readonly SentStatement[]> {
  const read = await Promise.all(texts.map((sql) => engine.statements.read(sql)));
  return read.flat().map(({ text, label, locks, tables }) => ({ sql: text, label, locks, tables }));
}

/** SQL of our own making: what it locks is read from it, and what cannot be read is said to lock as writes do. */
async function labelled(engine: Engine, texts: readonly string[], label: string): Promise<readonly SentStatement[]> {
  const sent: SentStatement[] = [];
  for (const sql of texts) {
    const [statement] = sql.startsWith("DO ") ? [] : await engine.statements.read(sql).catch(ifUnreadable);
    sent.push({
      sql,
      label: statement ? `${label}: ${statement.label}` : label,
      locks: statement?.locks ?? OURS,
      tables: [],
    });
  }
  return sent;
}

const ifUnreadable = (error: unknown): readonly never[] => {
  if (error instanceof DomainError && error.code === "invalid-plan") return [];
  throw error;
};

const OURS: LockFacts = {
  lock: "none",
  blocksReads: false,
  blocksWrites: false,
  rewrites: false,
  scans: false,
  form: "short",
  summary: "Concerns only what Sluice itself made.",
};

function removal({ plan, engine }: PlanContext, syncStep: CompiledStep["id"]): readonly string[] {
  const work = plan.steps.find(({ id }) => id === syncStep)?.work;
  return work?.kind === "sync"
    ? engine.sync.remove({ tag: PREVIEW_TAG, table: engine.statements.parseTable(work.table) })
    : [];
}

type Sync = Extract<StepWork, { kind: "sync" }>;

function syncSql({ plan, engine, target }: PlanContext, { action, table: name, to, back }: Sync): readonly string[] {
  const table = engine.statements.parseTable(name);
  if (action === "remove") return engine.sync.remove({ tag: PREVIEW_TAG, table });
  const columns = columnsOf({ plan, target }, table);
  try {
    return engine.sync.install({ tag: PREVIEW_TAG, table, to, back }, columns);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "internal") throw error;
    const pairs = [...Object.entries(to), ...Object.entries(back)].map(
      ([column, sql]) => `--   ${column} = ${sql.replaceAll("\n", " ")}`,
    );
    return [`-- A trigger on ${name} that keeps these columns equal on every write\n${pairs.join("\n")}`];
  }
}

/** The table's columns with those that earlier steps add. */
function columnsOf({ plan, target }: Pick<PlanContext, "plan" | "target">, table: TableRef): SyncColumns {
  const detail = target?.catalog.find(table) ?? null;
  const live = (detail?.columns ?? []).map(({ name, type, default: value }) => ({ name, type, default: value }));
  const added = plan.texts.flatMap((text) =>
    text.role === "sql"
      ? text.statements.flatMap(({ creates }) => creates.columns.filter((it) => it.table.name === table.name))
      : [],
  );
  const planned = added
    .filter(({ column }) => !live.some(({ name }) => name === column))
    .map(({ column, type }) => ({ name: column, type: type ?? "text", default: null }));
  const key = detail?.indexes.find(({ primary }) => primary);
  return { columns: [...live, ...planned], primaryKey: (key?.columns ?? []).flatMap((column) => column ?? []) };
}

type Backfill = Extract<StepWork, { kind: "backfill" }>;

async function batch(
  context: PlanContext,
  id: CompiledStep["id"],
  { table: name, set, where }: Backfill,
): Promise<SentStatement> {
  const { engine, target } = context;
  const table = engine.statements.parseTable(name);
  const sql = batchSql(context, id, { table, set, where }) ?? plainBatch(engine, table, set, where);
  const [statement] = await engine.statements.read(plainBatch(engine, table, set, where)).catch(ifUnreadable);
  return {
    sql,
    label: target ? "UPDATE, one batch" : "UPDATE, one batch (its key is chosen when a database is named)",
    locks: {
      ...(statement?.locks ?? OURS),
      form: "batch",
      scans: false,
      summary: "Locks the rows of one batch for its short transaction; others go on.",
    },
    tables: [table],
  };
}

function batchSql(
  { plan, engine, target }: PlanContext,
  id: CompiledStep["id"],
  work: Pick<Backfill, "set" | "where"> & { readonly table: TableRef },
): string | null {
  const layout = target?.layouts.get(id);
  if (!layout) return null;
  const { columns } = columnsOf({ plan, target }, work.table);
  const targets = Object.keys(work.set).flatMap((column) =>
    columns.filter(({ name }) => name === column).map(({ name, type }) => ({ name, type })),
  );
  const spec = { runId: "", databaseId: "", serverId: "", ...work };
  return engine.backfill.statement(spec, { ...layout, targets });
}

/** What a batch does, without its bounds. */
function plainBatch({ statements }: Engine, table: TableRef, set: Backfill["set"], where: string | null): string {
  const parts = Object.entries(set).map(([column, sql]) => `${statements.quote(column)} = ${sql}`);
  return `UPDATE ${statements.quoteTable(table)}\n   SET ${parts.join(",\n       ")}${where === null ? "" : `\n WHERE ${where}`}`;
}
