import type { QuerySpec } from "#core/analysis/change-specs.ts";
import { modelKey } from "#core/analysis/model-key.ts";
import { referencesTo } from "#core/analysis/related-tables.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import { functionVolatility } from "./postgres-function-volatility.ts";
import type { LockMode } from "./postgres-locks.ts";

/** Relations that a query reads, through views as well. */
export function readSources(
  effects: Effects,
  query: QuerySpec,
  { scans }: { readonly scans: boolean },
  mode: LockMode = "ACCESS SHARE",
): void {
  const seen = new Set<string>();
  const read = (name: ObjectName): void => {
    if (seen.has(modelKey(name))) return;
    seen.add(modelKey(name));
    const view = effects.model.views.get(modelKey(name));
    if (view && !view.materialized) {
      effects.lock(name, mode);
      for (const it of view.sources) read(it);
      return;
    }
    for (const it of effects.family(name)) {
      effects.lock(it, mode);
      effects.planned(it, mode);
      if (scans) effects.scan(it, "The query reads it");
    }
  };
  for (const written of query.sources) {
    const name = effects.resolve(written);
    if (name) read(name);
  }
  hideCalls(effects, query.calls);
}

/** Functions do what their bodies say, which the text of the statement does not show. */
function hideCalls(effects: Effects, calls: QuerySpec["calls"]): void {
  const hidden = calls.filter(({ name, schema }) => functionVolatility(name, schema) === "unknown");
  if (hidden.length > 0)
    effects.depend(
      "hidden-code",
      null,
      `What ${hidden.map(({ name }) => `${name}()`).join(", ")} does is not in the text`,
    );
}

const RX = "ROW EXCLUSIVE";
type Writing = ChangeOf<"insert" | "update" | "delete" | "merge" | "copy">;

function write(effects: Effects, change: Writing): void {
  const isReading = change.kind === "copy" && change.direction === "to";
  if (change.table === null || isReading) {
    if (change.table)
      readSources(effects, { sources: [change.table], columns: [], selectsStar: false, calls: [] }, { scans: true });
    if (change.kind === "copy" && change.query) readSources(effects, change.query, { scans: true });
    return;
  }
  if ("query" in change && change.query) readSources(effects, change.query, { scans: false });
  const name = effects.resolve(change.table);
  if (!name) return;
  const isFamily = change.kind !== "insert" && change.kind !== "copy" && !("only" in change && change.only);
  const isPartitioned = effects.table(name)?.kind === "partitioned";
  for (const it of effects.family(name, !isFamily && !isPartitioned)) {
    effects.lock(it, RX);
    effects.planned(it, RX);
    if ("where" in change) scanForRows(effects, change, it);
    for (const { references } of effects.table(it)?.constraints ?? [])
      if (references && change.kind !== "delete") effects.lock(references.table, "ROW SHARE", "Its keys are looked up");
  }
  if (change.kind === "delete") deleteReferenced(effects, name);
  const triggers = effects.table(name)?.triggers.filter((it) => it.enabled) ?? [];
  if (triggers.length > 0)
    effects.depend("hidden-code", name, `The triggers ${triggers.map((it) => it.name).join(", ")} act on each row`);
}

function scanForRows(effects: Effects, change: ChangeOf<"update" | "delete">, name: ObjectName): void {
  effects.scan(name, "Looks for the rows that it changes");
  if (change.where.kind === "some") effects.depend("planner", name, "Not read in full if an index serves its WHERE");
}

function deleteReferenced(effects: Effects, name: ObjectName): void {
  for (const { table, constraint } of referencesTo(effects.model, name)) {
    const isChanged = /cascade|set/.test(constraint.references?.onDelete ?? "");
    effects.lock(table.name, isChanged ? RX : "ROW SHARE", "Its foreign key points to the rows that go");
    effects.depend("data", null, `Refused (23503) if a row of ${table.name.name} still points to one`);
  }
}

/** Statements that read or write rows. `false` where it is none. */
export function predictRows(effects: Effects, change: SchemaChange): boolean {
  switch (change.kind) {
    case "insert":
    case "update":
    case "delete":
    case "merge":
    case "copy":
      write(effects, change);
      return true;
    case "select":
      readSources(effects, change.query, { scans: false });
      for (const written of change.locks) {
        const name = resolveName(effects.model, written);
        for (const it of effects.family(name)) {
          effects.lock(it, "ROW SHARE");
          effects.planned(it, "ROW SHARE");
        }
      }
      return true;
    case "explain":
      readSources(effects, change.query, { scans: false }, change.runs ? RX : "ACCESS SHARE");
      return true;
    default:
      return false;
  }
}
