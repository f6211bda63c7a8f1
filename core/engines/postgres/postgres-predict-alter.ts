import { isSame } from "#core/analysis/related-tables.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import { type AlterStatement, gate, lockFamily } from "./postgres-alter-statement.ts";
import type { Effects } from "./postgres-effects.ts";
import { type LockMode, strengthOf } from "./postgres-locks.ts";
import { addColumn, alterType, dropColumn } from "./postgres-predict-column.ts";
import {
  addConstraint,
  alterConstraint,
  dropConstraint,
  isProvenNotNull,
  validateConstraint,
} from "./postgres-predict-constraint.ts";
import { attachPartition, detachPartition } from "./postgres-predict-partition.ts";
import { changeTableSetting } from "./postgres-predict-setting.ts";

const AEL = "ACCESS EXCLUSIVE";
const SUE = "SHARE UPDATE EXCLUSIVE";
const SRE = "SHARE ROW EXCLUSIVE";

function modeOf(change: SchemaChange): LockMode {
  switch (change.kind) {
    case "validate-constraint":
    case "attach-partition":
      return SUE;
    case "detach-partition":
      return change.concurrently || change.finalize ? SUE : AEL;
    case "alter-column-setting":
      return change.setting === "statistics" || change.setting === "options" ? SUE : AEL;
    case "table-setting":
      return isLight(change) ? SUE : AEL;
    case "add-constraint":
      return change.constraint.kind === "foreign-key" ? SRE : AEL;
    case "toggle-trigger":
      return SRE;
    default:
      return AEL;
  }
}

const isLight = ({ setting, options }: ChangeOf<"table-setting">): boolean =>
  setting === "cluster-on" ||
  setting === "without-cluster" ||
  (setting === "options" && options.user_catalog_table === undefined);

/** Changes that ALTER TABLE makes, all of one table. `false` where they are none. */
export function predictAlter(effects: Effects, changes: readonly SchemaChange[], isWrapped: boolean): boolean {
  const [first] = changes;
  if (
    !first ||
    !("table" in first) ||
    !("ifExists" in first) ||
    !("only" in first) ||
    first.table === null ||
    !ALTERS.has(first.kind)
  )
    return false;
  const name = effects.resolve(first.table, { ifExists: first.ifExists });
  if (!name) return true;
  const mode = changes.map(modeOf).reduce((most, it) => (strengthOf(it) > strengthOf(most) ? it : most), "none");
  for (const change of changes) alter(effects, change, { name, mode, changes, isWrapped });
  return true;
}

const ALTERS = new Set<SchemaChange["kind"]>([
  "add-column",
  "drop-column",
  "alter-type",
  "set-not-null",
  "drop-not-null",
  "drop-default",
  "set-default",
  "set-expression",
  "drop-expression",
  "alter-identity",
  "alter-column-setting",
  "add-constraint",
  "validate-constraint",
  "drop-constraint",
  "alter-constraint",
  "table-setting",
  "attach-partition",
  "detach-partition",
  "inherit",
  "no-inherit",
  "toggle-trigger",
  "toggle-rule",
]);

function alter(effects: Effects, change: SchemaChange, statement: AlterStatement): void {
  switch (change.kind) {
    case "add-column":
      return addColumn(effects, change, statement);
    case "drop-column":
      return dropColumn(effects, change, statement);
    case "alter-type":
      return alterType(effects, change, statement);
    case "set-not-null":
      return setNotNull(effects, change, statement);
    case "set-expression":
      return setExpression(effects, change, statement);
    case "alter-identity":
      return alterIdentity(effects, change, statement);
    case "add-constraint":
      return addConstraint(effects, change, statement);
    case "validate-constraint":
      return validateConstraint(effects, change, statement);
    case "drop-constraint":
      return dropConstraint(effects, change, statement);
    case "alter-constraint":
      return alterConstraint(effects, change, statement);
    default:
      return alterWhole(effects, change, statement);
  }
}

function alterWhole(effects: Effects, change: SchemaChange, statement: AlterStatement): void {
  const { name, mode } = statement;
  switch (change.kind) {
    case "table-setting":
      return changeTableSetting(effects, change, statement);
    case "attach-partition":
      return attachPartition(effects, change, statement);
    case "detach-partition":
      return detachPartition(effects, change, statement);
    case "inherit":
    case "no-inherit":
      effects.lock(name, mode);
      return effects.lock(
        resolveName(effects.model, change.parent),
        change.kind === "inherit" ? SUE : "ACCESS SHARE",
        `Parent of ${name.name}`,
      );
    case "toggle-rule":
      return effects.lock(name, mode);
    case "toggle-trigger":
      return lockFamily(effects, statement, effects.table(name)?.kind !== "partitioned");
    default:
      return lockFamily(effects, statement, "only" in change && change.only === true);
  }
}

function setNotNull(effects: Effects, { column, only }: ChangeOf<"set-not-null">, statement: AlterStatement): void {
  lockFamily(effects, statement, only);
  for (const it of effects.family(statement.name, only)) {
    if (isProvenNotNull(effects, it, column, statement.changes)) continue;
    effects.scan(it, `Reads all rows to prove that ${column} holds no NULL`);
    if (!effects.isKnown(it))
      effects.depend(
        "catalog",
        it,
        `Not read if a valid CHECK (${column} IS NOT NULL) proves it, or the column is NOT NULL already`,
      );
  }
}

function setExpression(effects: Effects, change: ChangeOf<"set-expression">, statement: AlterStatement): void {
  const { name } = statement;
  lockFamily(effects, statement, change.only);
  gate(effects, true, 17, "SET EXPRESSION came with PostgreSQL 17");
  const column = effects.table(name)?.columns.find((it) => it.name === change.column);
  if (column?.generated?.kind === "virtual") {
    const isPublished = [...effects.model.publications.values()].some(
      (it) => it.allTables || it.tables.some((table) => isSame(table, name)),
    );
    if (isPublished) effects.refuse("0A000", "The table is part of a publication");
    return;
  }
  for (const it of effects.family(name, change.only))
    effects.rewrite(it, "The stored value is computed anew in each row");
  if (!column) effects.depend("catalog", name, "No rewrite if the column is VIRTUAL");
}

function alterIdentity(effects: Effects, change: ChangeOf<"alter-identity">, statement: AlterStatement): void {
  lockFamily(effects, statement, change.only);
  if (change.action === "add") return;
  for (const { name, ownedBy } of effects.model.sequences.values())
    if (ownedBy && isSame(ownedBy.table, statement.name) && ownedBy.column === change.column)
      effects.lock(name, change.action === "set" ? SRE : AEL, "The sequence of the column");
}
