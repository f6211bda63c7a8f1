import { randomUUID } from "node:crypto";
import type { BackfillLayout, BackfillSpec } from "#core/engines/backfill-store.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { Shadow, StatementEffect } from "#core/engines/shadow.ts";
import type { CompiledStep, StepWork } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";
import { sameTable } from "#core/plan/same-table.ts";
import { syncTag } from "#core/plan/sync-tag.ts";
import { type BackfilledValues, readBackfilledValues } from "./backfilled-values.ts";

interface KeptBackfill {
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
  /** What the rows were before, where the undo puts them back; else `null`. */
  readonly before: BackfilledValues | null;
}

/** A plan on its shadow: what steps leave for their undo is kept here. */
export interface ShadowStage {
  readonly engine: Engine;
  readonly steps: readonly CompiledStep[];
  readonly backfills: Map<string, KeptBackfill>;
}

/** Names what syncs make; the shadow is no run. */
const RUN = "00000000-0000-0000-0000-000000000000";
const BATCH_ROWS = 500;

export interface Performed {
  readonly effects: readonly StatementEffect[];
  readonly notes: readonly string[];
}

const nothing: Performed = { effects: [], notes: [] };

/** Sends what the rollout would send for this step. */
export async function performOnShadow(shadow: Shadow, stage: ShadowStage, step: CompiledStep): Promise<Performed> {
  const { engine } = stage;
  const { work } = step;
  switch (work.kind) {
    case "sql": {
      const removals = work.removesSyncs.flatMap((syncStep) => removalOf(stage, syncStep));
      return await send(shadow, engine, [...removals, ...work.statements]);
    }
    case "index":
      return await send(shadow, engine, [await engine.ddl.indexStatement(work.statement)]);
    case "sync": {
      const statements =
        work.action === "remove" ? removalOf(stage, work.syncStep) : await installation(shadow, engine, work);
      return await send(shadow, engine, statements);
    }
    case "backfill":
      return await backfill(shadow, stage, step, work);
    case "check":
      return { effects: await shadow.runTogether(queriesOfCheck(work)), notes: [] };
    default:
      return nothing;
  }
}

/** In one transaction where that is possible; on emptied tables where the made-up rows do not suit it. */
export async function send(shadow: Shadow, engine: Engine, statements: readonly string[]): Promise<Performed> {
  const [only] = statements;
  const once = async (): Promise<readonly StatementEffect[]> => {
    const effects = await shadow.runTogether(statements);
    const isRefused = effects.at(-1)?.refused?.because === "transaction";
    return isRefused && only !== undefined && statements.length === 1 ? [await shadow.runAlone(only)] : effects;
  };
  const effects = await once();
  const refused = effects.find((it) => it.refused?.because === "rows")?.refused;
  if (!refused) return { effects, notes: [] };
  await shadow.empty(await tablesOf(engine, statements));
  const note = `The made-up rows did not suit this step (${refused.message}, ${refused.code}), so it ran again on emptied tables. Whether the target's rows suit it, the data checks tell.`;
  return { effects: await once(), notes: [note] };
}

async function tablesOf(engine: Engine, statements: readonly string[]): Promise<readonly TableRef[]> {
  const read = await Promise.all(statements.map((sql) => engine.statements.read(sql).catch(() => [])));
  const found: TableRef[] = [];
  for (const table of read.flat().flatMap(({ tables }) => tables)) {
    if (!found.some((it) => sameTable(it, table))) found.push(table);
  }
  return found;
}

/** The statements that take the dual writes of a step away. */
export function removalOf({ engine, steps }: ShadowStage, syncStep: CompiledStep["id"]): readonly string[] {
  const work = steps.find(({ id }) => id === syncStep)?.work;
  if (work?.kind !== "sync") return [];
  return engine.sync.remove({ tag: syncTag(RUN, syncStep), table: engine.statements.parseTable(work.table) });
}

type Sync = Extract<StepWork, { kind: "sync" }>;

async function installation(shadow: Shadow, engine: Engine, work: Sync): Promise<readonly string[]> {
  const table = engine.statements.parseTable(work.table);
  const detail = await engine.introspector.table(shadow.connection, table);
  const primaryKey = detail?.indexes.find(({ primary }) => primary)?.columns.flatMap((column) => column ?? []) ?? [];
  const spec = { tag: syncTag(RUN, work.syncStep), table, to: work.to, back: work.back };
  return engine.sync.install(spec, { columns: detail?.columns ?? [], primaryKey });
}

type Backfill = Extract<StepWork, { kind: "backfill" }>;
/** The login of a shadow has no right beyond its own database. */
const TRIGGERS_FIRED =
  "On the target the triggers stay quiet during this backfill; here they fired, because the shadow's login may not keep them so.";

/** One statement over the table is looked at and taken back; then it runs in batches, as in a rollout. */
async function backfill(shadow: Shadow, stage: ShadowStage, step: CompiledStep, work: Backfill): Promise<Performed> {
  const { engine } = stage;
  const table = engine.statements.parseTable(work.table);
  const effects = await shadow.runTogether([plainUpdate(engine, table, work)], { takeBack: true });
  const refused = effects.at(-1)?.refused;
  if (refused && refused.because !== "rows") return { effects, notes: [] };
  const notes = [
    ...(refused
      ? [
          `The made-up rows do not suit this expression (${refused.message}, ${refused.code}): no row was changed here. A dry run tries it on the target's rows.`,
        ]
      : []),
    ...(work.triggers === "quiet" ? [TRIGGERS_FIRED] : []),
  ];
  if (refused) await shadow.empty([table]);
  const again = refused ? await shadow.runTogether([plainUpdate(engine, table, work)], { takeBack: true }) : effects;
  await inBatches(shadow, stage, step, { table, work });
  return { effects: again, notes };
}

async function inBatches(
  shadow: Shadow,
  { engine, backfills }: ShadowStage,
  step: CompiledStep,
  { table, work }: { readonly table: TableRef; readonly work: Backfill },
): Promise<void> {
  const { connection } = shadow;
  const { serverId } = await engine.introspector.probe(connection);
  const keepOldValues = step.undo.kind === "restore";
  const spec: BackfillSpec = {
    runId: randomUUID(),
    databaseId: RUN,
    serverId,
    table,
    set: work.set,
    where: work.where,
    keepOldValues,
  };
  const layout = await engine.backfill.layout(connection, spec, { shards: 1 });
  const before = keepOldValues ? await readBackfilledValues(engine, connection, spec) : null;
  backfills.set(step.id, { spec, layout, before });
  for (const { shardNo } of await engine.backfill.prepare(connection, spec, layout)) {
    const claim = await engine.backfill.claim(connection, { runId: spec.runId, shardNo, floor: 0n, worker: "shadow" });
    for (let isLast = claim === null; claim && !isLast; ) {
      const request = { limit: BATCH_ROWS, mode: "plain" } as const;
      isLast = (await engine.backfill.runBatch(connection, spec, layout, claim, request)).last;
    }
  }
}

function plainUpdate({ statements }: Engine, table: TableRef, { set, where }: Backfill): string {
  const parts = Object.entries(set).map(([column, sql]) => `${statements.quote(column)} = ${sql}`);
  return `UPDATE ${statements.quoteTable(table)} SET ${parts.join(", ")}${where === null ? "" : ` WHERE ${where}`}`;
}
