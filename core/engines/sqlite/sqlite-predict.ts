import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName, SchemaModel } from "#core/analysis/schema-model.ts";
import type { AnalysisContext } from "#core/analysis/statement-analyser.ts";
import type { RelationEffect, StatementEffects } from "#core/analysis/statement-effects.ts";
import { refusedByCatalog } from "./sqlite-refuse.ts";

type Work = Pick<RelationEffect, "rewrites" | "scans" | "buildsIndex">;
const NOTHING: Work = { rewrites: false, scans: false, buildsIndex: false };
const SCANS: Work = { ...NOTHING, scans: true };

interface Effect {
  readonly tables: readonly WrittenName[];
  readonly work: Work;
  readonly reads?: boolean;
  readonly refused?: string | null;
}

/** What one change does to its tables; the lock is always the file's. */
function effectOf(change: SchemaChange, version: number): Effect | null {
  switch (change.kind) {
    case "add-column":
      return {
        tables: [change.table],
        work: change.column.notNull || change.column.constraints.some(({ kind }) => kind === "check") ? SCANS : NOTHING,
        refused: addRefused(change.column),
      };
    case "drop-column":
      return { tables: [change.table], work: { ...NOTHING, rewrites: true } };
    case "set-not-null":
    case "add-constraint":
      return { tables: [change.table], work: SCANS, refused: alterRefused(change, version) };
    case "drop-not-null":
    case "drop-constraint":
      return { tables: [change.table], work: NOTHING, refused: alterRefused(change, version) };
    case "rename-table":
    case "rename-column":
    case "create-trigger":
      return { tables: [change.table], work: NOTHING };
    case "create-index":
      return { tables: [change.index.table], work: { ...NOTHING, buildsIndex: true } };
    case "drop-table":
      return { tables: change.tables, work: SCANS };
    case "update":
    case "delete":
      return { tables: [change.table], work: SCANS };
    case "insert":
      return { tables: [change.table], work: NOTHING };
    default:
      return effectOfRest(change);
  }
}

function effectOfRest(change: SchemaChange): Effect | null {
  switch (change.kind) {
    case "select":
    case "explain":
      return { tables: change.query.sources, work: NOTHING, reads: true };
    case "create-table":
      return { tables: change.spec.query?.sources ?? [], work: SCANS };
    case "create-view":
    case "drop-object":
    case "drop-index":
    case "transaction":
    case "pragma":
    case "analyze":
      return { tables: [], work: NOTHING };
    default:
      return null;
  }
}

function addRefused({
  notNull,
  default: value,
  generated,
  constraints,
}: Extract<SchemaChange, { kind: "add-column" }>["column"]): string | null {
  if (constraints.some(({ kind }) => kind === "unique" || kind === "primary-key"))
    return "SQLite adds no column that is UNIQUE or a PRIMARY KEY";
  if (generated?.kind === "stored") return "SQLite adds no STORED column";
  if (notNull && (value === null || /^null$/i.test(value.text)) && !generated)
    return "SQLite adds no NOT NULL column without a default";
  if (value && value.kind !== "constant") return "SQLite adds no column whose default is not constant";
  const isReference = constraints.some(({ kind }) => kind === "foreign-key");
  return isReference && value && !/^null$/i.test(value.text)
    ? "SQLite adds no column with REFERENCES and a default"
    : null;
}

function alterRefused(change: SchemaChange, version: number): string | null {
  if (version < 3.53) return "This form of ALTER TABLE came with SQLite 3.53";
  if (change.kind === "add-constraint" && change.constraint.kind !== "check")
    return "SQLite adds no constraint but CHECK";
  return null;
}

const LOCK = "write lock (whole file)";

/** What a statement does: SQLite has one lock, the file's. */
export function predictStatement(
  { changes }: AnalysedStatement,
  model: SchemaModel,
  { version }: AnalysisContext,
): StatementEffects {
  const effects = changes.map((it) => effectOf(it, version));
  const isUnknown = effects.includes(null) && !changes.some(({ kind }) => kind === "vacuum" || kind === "reindex");
  const isWide = effects.includes(null);
  const relations = isWide
    ? [...model.tables.values()].map(({ name }) =>
        shown(name, { work: { rewrites: true, scans: false, buildsIndex: true } }),
      )
    : effects.flatMap((effect) => effect?.tables.map((it) => shown(resolveName(model, it), effect)) ?? []);
  const refused = refusalOf(changes, effects, model);
  return {
    analysable: !isUnknown,
    relations: refused ? [] : relations,
    refused,
    depends: isUnknown ? [{ on: "hidden-code", relation: null, message: "Sluice does not know this statement" }] : [],
    waitsForOthers: false,
  };
}

function refusalOf(
  changes: readonly SchemaChange[],
  effects: readonly (Effect | null)[],
  model: SchemaModel,
): StatementEffects["refused"] {
  const byForm = effects.find((it) => it?.refused)?.refused;
  if (byForm) return { code: CODE, why: byForm };
  const [known] = changes.flatMap((it) => refusedByCatalog(it, model) ?? []);
  return known ? { code: CODE, why: known.why, ...(known.isThere ? { isThere: true } : {}) } : null;
}

const CODE = "SQLITE_ERROR";

const shown = (relation: ObjectName, { work, reads = false }: Pick<Effect, "work" | "reads">): RelationEffect => ({
  relation,
  kind: "table",
  lock: reads ? "read lock" : LOCK,
  strength: reads ? 1 : 2,
  blocks: reads ? [] : ["writes"],
  ...work,
  why: [],
});
