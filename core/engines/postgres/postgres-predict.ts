import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import type { AnalysisContext } from "#core/analysis/statement-analyser.ts";
import type { StatementEffects } from "#core/analysis/statement-effects.ts";
import { Effects } from "./postgres-effects.ts";
import { predictAlter } from "./postgres-predict-alter.ts";
import { predictIndex } from "./postgres-predict-index.ts";
import {
  alterAttribute,
  alterDomain,
  alterSequence,
  comment,
  dropObjects,
  existing,
  grant,
  predictAttached,
  publish,
  refreshIndexes,
  renameObject,
} from "./postgres-predict-objects.ts";
import { predictRows, readSources } from "./postgres-predict-query.ts";
import { moveRelation } from "./postgres-predict-setting.ts";
import { createTable, dropTables, lockTables, maintain, truncate } from "./postgres-predict-table.ts";
import { refuseInTable } from "./postgres-refuse-columns.ts";
import { refuseObject } from "./postgres-refuse-objects.ts";

const AEL = "ACCESS EXCLUSIVE";

/** What a statement does to relations, as measured on PostgreSQL 14 to 18. */
export function predictStatement(
  statement: AnalysedStatement,
  model: SchemaModel,
  context: AnalysisContext,
): StatementEffects {
  const effects = new Effects(model, context);
  const isWrapped = context.transaction === "wrapped";
  refuseByCatalog(effects, statement.changes);
  if (predictAlter(effects, statement.changes, isWrapped)) return effects.finish();
  for (const change of statement.changes) {
    const isKnown =
      predictAlter(effects, [change], isWrapped) ||
      predictTable(effects, change, isWrapped) ||
      predictIndex(effects, change, isWrapped) ||
      predictAttached(effects, change) ||
      predictObject(effects, change) ||
      predictRows(effects, change) ||
      QUIET.has(change.kind) ||
      // What stands in it as plain SQL was read as changes of its own.
      (change.kind === "do" && !change.dynamic);
    if (!isKnown) assumeWorst(effects, statement, change);
  }
  return effects.finish();
}

function refuseByCatalog(effects: Effects, changes: readonly SchemaChange[]): void {
  // A block asks first, as a rule, whether the thing is there.
  if (changes.some(({ kind }) => kind === "do")) return;
  for (const change of changes) {
    refuseInTable(effects, change, changes);
    refuseObject(effects, change);
  }
}

/** Changes the catalog or the session, and no relation that others use. */
const QUIET = new Set<SchemaChange["kind"]>([
  "alter-statistics",
  "create-function",
  "create-domain",
  "create-enum",
  "alter-enum",
  "create-composite",
  "create-schema",
  "create-extension",
  "alter-extension",
  "transaction",
  "set",
  "catalog-only",
]);

function predictTable(effects: Effects, change: SchemaChange, isWrapped: boolean): boolean {
  switch (change.kind) {
    case "create-table":
      createTable(effects, change);
      return true;
    case "drop-table":
      dropTables(effects, change);
      return true;
    case "truncate":
      truncate(effects, change);
      return true;
    case "lock":
      lockTables(effects, change);
      return true;
    case "vacuum":
    case "analyze":
    case "cluster":
      maintain(effects, change, isWrapped);
      return true;
    case "rename-table":
    case "rename-column":
    case "rename-constraint":
      rename(effects, change);
      return true;
    default:
      return false;
  }
}

function rename(effects: Effects, change: ChangeOf<"rename-table" | "rename-column" | "rename-constraint">): void {
  const name = effects.resolve(change.table, change);
  if (!name) return;
  for (const it of effects.family(name, change.kind === "rename-table")) effects.lock(it, AEL);
  const index =
    change.kind === "rename-constraint" &&
    effects.table(name)?.constraints.find((it) => it.name === change.name)?.index;
  if (index) effects.lock(index, "SHARE UPDATE EXCLUSIVE", "Is renamed with its constraint");
}

function predictObject(effects: Effects, change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-view":
      createView(effects, change);
      return true;
    case "refresh-view":
      refreshView(effects, change);
      return true;
    case "drop-object":
      dropObjects(effects, change);
      return true;
    case "rename-object":
      renameObject(effects, change);
      return true;
    case "set-schema":
    case "change-owner":
      moveRelation(effects, change);
      return true;
    case "comment":
      comment(effects, change);
      return true;
    case "alter-domain":
      alterDomain(effects, change);
      return true;
    case "alter-attribute":
      alterAttribute(effects, change);
      return true;
    case "create-sequence":
    case "alter-sequence":
      alterSequence(effects, change);
      return true;
    case "publication":
      publish(effects, change);
      return true;
    case "grant":
    case "revoke":
      grant(effects, change);
      return true;
    default:
      return false;
  }
}

function createView(
  effects: Effects,
  { view, materialized, query, withData, orReplace, ifNotExists }: ChangeOf<"create-view">,
): void {
  const old = existing(effects, view);
  if (old && ifNotExists) return;
  if (orReplace && old) effects.lock(old, AEL);
  if (materialized && withData) {
    readSources(effects, query, { scans: true });
    return;
  }
  for (const written of query.sources) {
    const name = effects.resolve(written);
    if (name) effects.lock(name, "ACCESS SHARE", "The view reads it");
  }
  if (orReplace && !effects.model.complete) effects.lock(resolveName(effects.model, view), AEL);
}

function refreshView(effects: Effects, { view, concurrently, withData }: ChangeOf<"refresh-view">): void {
  const name = effects.resolve(view);
  if (!name) return;
  effects.lock(name, concurrently ? "EXCLUSIVE" : AEL);
  const known = [...effects.model.views.values()].find(
    (it) => it.name.schema === name.schema && it.name.name === name.name,
  );
  if (withData && known)
    readSources(effects, { sources: known.sources, columns: [], selectsStar: false, calls: [] }, { scans: true });
  if (!known) effects.depend("catalog", null, `What ${name.name} reads is read in full`);
  if (!concurrently) effects.rewrite(name, "Its query is run and all rows are written");
  else effects.scan(name, "Held against what its query gives now");
  if (concurrently && known && !refreshIndexes(effects, name))
    effects.refuse("55000", "CONCURRENTLY needs a unique index on plain columns of it");
}

/** DO blocks and calls hide what they do; a statement that Sluice does not know may do anything to what it names. */
function assumeWorst(effects: Effects, statement: AnalysedStatement, change: SchemaChange): void {
  effects.analysable = false;
  if (change.kind === "do") {
    effects.depend("hidden-code", null, "Runs SQL that it puts together: only a trace shows what");
    return;
  }
  effects.depend(
    "hidden-code",
    null,
    change.kind === "call" ? "What the procedure does is not in the text" : "Sluice does not know this statement",
  );
  for (const { name } of statement.unqualified) {
    effects.lock(resolveName(effects.model, { name }), AEL, "Assumed");
    effects.rewrite(resolveName(effects.model, { name }), "Sluice does not know this statement: the worst is assumed");
  }
}
