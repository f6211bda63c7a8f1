import { indexesOf, isSame, referencesTo } from "#core/analysis/related-tables.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { ConstraintModel, ObjectName } from "#core/analysis/schema-model.ts";
import { type AlterStatement, gate, lockFamily } from "./postgres-alter-statement.ts";
import type { Effects } from "./postgres-effects.ts";
import { checkForeignKey } from "./postgres-predict-foreign-key.ts";

const AEL = "ACCESS EXCLUSIVE";
const SRE = "SHARE ROW EXCLUSIVE";

/** Whether the server need not read the rows: NOT NULL already, or a valid CHECK that this statement does not drop. */
export function isProvenNotNull(
  effects: Effects,
  table: ObjectName,
  column: string,
  changes: readonly SchemaChange[],
): boolean {
  const found = effects.table(table);
  if (!found) return false;
  if (found.columns.some((it) => it.name === column && it.notNull === "yes")) return true;
  const dropped = changes.flatMap((it) => (it.kind === "drop-constraint" ? [it.name] : []));
  return found.constraints.some(
    ({ kind, validated, proves, name }) =>
      kind === "check" && validated && proves.includes(column) && !dropped.includes(name),
  );
}

export function addConstraint(effects: Effects, change: ChangeOf<"add-constraint">, statement: AlterStatement): void {
  const { constraint, only } = change;
  gate(effects, !constraint.enforced, 18, "NOT ENFORCED came with PostgreSQL 18");
  gate(effects, constraint.kind === "not-null", 18, "NOT NULL constraints with a name came with PostgreSQL 18");
  switch (constraint.kind) {
    case "check":
    case "not-null":
      return addCheck(effects, change, statement);
    case "foreign-key":
      return addForeignKey(effects, change, statement);
    case "exclusion":
      lockFamily(effects, statement, only);
      for (const it of effects.family(statement.name, only)) {
        effects.build(it, "Builds the index of the constraint");
        effects.scan(it, "Reads all rows once more to compare them");
      }
      return;
    default:
      return addKey(effects, change, statement);
  }
}

function addCheck(effects: Effects, { constraint, only }: ChangeOf<"add-constraint">, statement: AlterStatement): void {
  const { name, changes } = statement;
  const isAlone = only || constraint.noInherit;
  if (only && !constraint.noInherit && effects.family(name).length > 1)
    effects.refuse("42P16", "A constraint must be added to the children too");
  lockFamily(effects, statement, isAlone);
  if (constraint.notValid || !constraint.enforced) return;
  for (const it of effects.family(name, isAlone)) {
    const [column] = constraint.columns;
    if (constraint.kind === "not-null" && column !== undefined && isProvenNotNull(effects, it, column, changes))
      continue;
    effects.scan(it, "Reads all rows to prove the constraint");
  }
}

function addForeignKey(effects: Effects, { constraint }: ChangeOf<"add-constraint">, statement: AlterStatement): void {
  const { name } = statement;
  const isPartitioned = effects.table(name)?.kind === "partitioned";
  if (isPartitioned && constraint.notValid && effects.version < 18)
    effects.refuse("42809", "A NOT VALID foreign key on a partitioned table came with PostgreSQL 18");
  lockFamily(effects, statement, !isPartitioned);
  checkForeignKey(effects, {
    table: name,
    references: constraint.references?.table ?? null,
    isChecked: constraint.enforced && !constraint.notValid,
    mode: SRE,
  });
}

function addKey(effects: Effects, { constraint, only }: ChangeOf<"add-constraint">, statement: AlterStatement): void {
  const { name, mode, changes } = statement;
  const used = constraint.usingIndex === null ? null : { schema: name.schema, name: constraint.usingIndex };
  const index = used && indexesOf(effects.model, name).find((it) => isSame(it.name, used));
  const columns = index ? index.keys.flatMap((it) => it ?? []) : constraint.columns;
  effects.lock(name, mode);
  for (const it of effects.family(name, only || effects.table(name)?.kind !== "partitioned")) {
    if (!isSame(it, name)) effects.lock(it, effects.version >= 18 ? AEL : "SHARE", `Child of ${name.name}`);
    if (!used) effects.build(it, "Builds the index of the key");
    if (constraint.kind !== "primary-key") continue;
    if (columns.length > 0 && columns.every((column) => isProvenNotNull(effects, it, column, changes))) continue;
    effects.scan(it, "Reads all rows to prove that the key holds no NULL");
    if (!effects.isKnown(it))
      effects.depend("catalog", it, "Not read if all columns of the key are NOT NULL or a valid CHECK proves it");
  }
  if (!used) return;
  const isRenamed = constraint.name !== null && constraint.name !== used.name;
  effects.lock(used, isRenamed ? "SHARE UPDATE EXCLUSIVE" : "ACCESS SHARE", "Becomes the index of the constraint");
}

const find = (effects: Effects, table: ObjectName, name: string): ConstraintModel | undefined =>
  effects.table(table)?.constraints.find((it) => it.name === name);

export function validateConstraint(
  effects: Effects,
  change: ChangeOf<"validate-constraint">,
  statement: AlterStatement,
): void {
  const { name } = statement;
  const found = find(effects, name, change.name);
  const isInherited = !found || found.kind !== "foreign-key" || effects.table(name)?.kind === "partitioned";
  lockFamily(effects, statement, change.only || !isInherited);
  if (!found) return validateUnknown(effects, change, name);
  if (found.validated) return;
  if (found.references)
    return checkForeignKey(effects, {
      table: name,
      references: found.references.table,
      isChecked: true,
      mode: "ROW SHARE",
    });
  for (const it of effects.family(name, change.only))
    if (!find(effects, it, change.name)?.validated) effects.scan(it, "Reads all rows to prove the constraint");
}

function validateUnknown(effects: Effects, change: ChangeOf<"validate-constraint">, name: ObjectName): void {
  if (effects.isKnown(name)) return effects.refuse("42704", `There is no constraint ${change.name} on ${name.name}`);
  for (const it of effects.family(name, change.only)) effects.scan(it, "Reads all rows to prove the constraint");
  effects.depend(
    "catalog",
    name,
    "Not read if it is valid already; a foreign key takes ROW SHARE on the table it points to as well",
  );
}

export function dropConstraint(effects: Effects, change: ChangeOf<"drop-constraint">, statement: AlterStatement): void {
  const { name } = statement;
  const found = find(effects, name, change.name);
  const isInherited =
    !found || found.kind === "check" || found.kind === "not-null" || effects.table(name)?.kind === "partitioned";
  lockFamily(effects, statement, change.only || !isInherited);
  if (!found) {
    if (!effects.isKnown(name)) {
      effects.depend(
        "catalog",
        null,
        "If it is a foreign key, the table it points to is locked as well; a key is locked with its index and, by CASCADE, with the tables that point to it",
      );
    } else if (!change.constraintIfExists)
      effects.refuse("42704", `There is no constraint ${change.name} on ${name.name}`);
    return;
  }
  if (found.references)
    for (const it of effects.family(found.references.table))
      effects.lock(it, AEL, `The foreign key of ${name.name} points to it`);
  if (found.index) dropKey(effects, change, found, name);
}

function dropKey(
  effects: Effects,
  { cascade }: ChangeOf<"drop-constraint">,
  found: ConstraintModel,
  name: ObjectName,
): void {
  for (const index of effects.model.indexes.values())
    if (found.index && (isSame(index.name, found.index) || (index.parent && isSame(index.parent, found.index))))
      effects.lock(index.name, AEL, "Goes with its constraint");
  for (const { table, constraint } of referencesTo(effects.model, name)) {
    const isOfKey =
      [...(constraint.references?.columns ?? [])].sort().join("\0") === [...found.columns].sort().join("\0");
    if (!isOfKey) continue;
    if (cascade) effects.lock(table.name, AEL, `Its foreign key to ${name.name} goes`);
    else effects.refuse("2BP01", `The foreign key ${constraint.name} of ${table.name.name} needs it; drop that first`);
  }
}

export function alterConstraint(
  effects: Effects,
  change: ChangeOf<"alter-constraint">,
  statement: AlterStatement,
): void {
  const { name } = statement;
  const found = find(effects, name, change.name);
  gate(
    effects,
    change.change !== "deferrable",
    18,
    "ENFORCED and NO INHERIT of ALTER CONSTRAINT came with PostgreSQL 18",
  );
  const isInherited =
    change.change === "inherit" || change.change === "no-inherit" || effects.table(name)?.kind === "partitioned";
  lockFamily(effects, statement, change.only || !isInherited);
  if (change.change !== "enforced") return;
  if (found?.enforced) return;
  if (found?.references)
    return checkForeignKey(effects, { table: name, references: found.references.table, isChecked: true, mode: SRE });
  effects.scan(name, "Reads all rows to prove the constraint");
  if (!found)
    effects.depend("catalog", name, "A foreign key takes SHARE ROW EXCLUSIVE on the table it points to as well");
}
