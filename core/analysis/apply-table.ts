import type { ColumnSpec, ConstraintSpec } from "./change-specs.ts";
import type { ModelDraft } from "./model-draft.ts";
import { modelKey } from "./model-key.ts";
import { descendantsOf, indexesOf, isSame } from "./related-tables.ts";
import { resolveName, type WrittenName } from "./resolve-name.ts";
import type { ChangeOf } from "./schema-change.ts";
import type { ColumnModel, ConstraintModel, IndexModel, ObjectName, TableModel } from "./schema-model.ts";

/** A table of which nothing is known but its name. */
export const unknownTable = (name: ObjectName): TableModel => ({
  name,
  kind: "table",
  persistence: "permanent",
  columns: [],
  constraints: [],
  triggers: [],
  policies: [],
  rules: [],
  rowSecurity: false,
  partitionKey: null,
  partitionOf: null,
  inherits: [],
  tablespace: null,
  accessMethod: null,
  replicaIdentity: "default",
  ofType: null,
  known: false,
  bornHere: false,
  facts: null,
});

/** Where a new object goes: the schema written, else the first of the path. */
export const newName = (draft: ModelDraft, { schema, name }: WrittenName): ObjectName => ({
  schema: schema ?? draft.model.searchPath[0] ?? "public",
  name,
});

/** The table that is meant, made up where the model may not know it. */
export function tableIn(draft: ModelDraft, written: WrittenName): TableModel | null {
  const name = resolveName(draft.model, written);
  const known = draft.get("tables", name);
  if (known) return known;
  const isAbsent = draft.model.complete || draft.model.absent?.has(modelKey(name)) === true;
  return isAbsent || draft.get("views", name) ? null : unknownTable(name);
}

export function changeTable(draft: ModelDraft, name: ObjectName, part: Partial<TableModel>): void {
  const table = draft.get("tables", name) ?? unknownTable(name);
  draft.set("tables", name, { ...table, ...part });
}

/** The table and, unless ONLY is said, all its children. */
export function tablesMeant(
  draft: ModelDraft,
  { table, only }: { readonly table: WrittenName; readonly only: boolean },
): readonly TableModel[] {
  const found = tableIn(draft, table);
  if (!found) return [];
  return [found, ...(only ? [] : descendantsOf(draft.model, found.name))];
}

export function createTable(
  draft: ModelDraft,
  { table, persistence, spec, ifNotExists }: ChangeOf<"create-table">,
): void {
  const name = newName(draft, table);
  if (ifNotExists && draft.get("tables", name)) return;
  const parents = [...spec.inherits, ...(spec.partitionOf ? [spec.partitionOf.parent] : [])].map((it) =>
    resolveName(draft.model, it),
  );
  const models = spec.like.map((it) => resolveName(draft.model, it.table));
  const inherited = [...models, ...parents].flatMap((it) => draft.get("tables", it)?.columns ?? []);
  const own = new Set(spec.columns.map((it) => it.name));
  const checks = parents.flatMap((it) => draft.get("tables", it)?.constraints.filter(isInherited) ?? []);
  draft.set("tables", name, {
    ...unknownTable(name),
    kind: spec.partitionKey ? "partitioned" : "table",
    persistence,
    columns: inherited.filter((it) => !own.has(it.name)),
    constraints: checks,
    partitionKey: spec.partitionKey,
    partitionOf: spec.partitionOf && {
      parent: resolveName(draft.model, spec.partitionOf.parent),
      bound: spec.partitionOf.bound,
    },
    inherits: spec.inherits.map((it) => resolveName(draft.model, it)),
    ofType: spec.ofType && resolveName(draft.model, spec.ofType),
    known: spec.query === null && [...models, ...parents].every((it) => draft.get("tables", it)?.known ?? false),
    bornHere: draft.bornHere,
  });
  for (const column of spec.columns) appendColumn(draft, name, column);
  for (const constraint of spec.constraints) appendConstraint(draft, name, constraint);
  if (spec.partitionOf) adoptIndexes(draft, name, resolveName(draft.model, spec.partitionOf.parent));
}

const isInherited = ({ kind, noInherit }: ConstraintModel): boolean =>
  (kind === "check" || kind === "not-null" || kind === "foreign-key") && !noInherit;

export function appendColumn(draft: ModelDraft, name: ObjectName, column: ColumnSpec): void {
  const table = draft.get("tables", name) ?? unknownTable(name);
  const isSerial = column.type?.isSerial === true;
  if (isSerial || column.identity) {
    const sequence = { schema: name.schema, name: `${name.name}_${column.name}_seq` };
    const ownedBy = { table: name, column: column.name };
    draft.set("sequences", sequence, { name: sequence, ownedBy, bornHere: draft.bornHere });
  }
  const isKey = column.constraints.some(({ kind }) => kind === "primary-key");
  const added: ColumnModel = {
    name: column.name,
    type: column.type?.text ?? "",
    notNull: column.notNull || isKey || isSerial || column.identity !== null ? "yes" : "no",
    default: isSerial
      ? { text: `nextval('${name.name}_${column.name}_seq'::regclass)`, volatility: "volatile" }
      : column.default && { text: column.default.text, volatility: column.default.kind },
    generated: column.generated && { kind: column.generated.kind, text: column.generated.text },
    identity: column.identity,
    collation: column.collation,
  };
  const others = table.columns.filter((it) => it.name !== column.name);
  draft.set("tables", name, { ...table, columns: [...others, added] });
  for (const constraint of column.constraints) appendConstraint(draft, name, constraint);
}

const SUFFIX: Readonly<Record<ConstraintSpec["kind"], string>> = {
  check: "check",
  "not-null": "not_null",
  unique: "key",
  "primary-key": "pkey",
  "foreign-key": "fkey",
  exclusion: "excl",
};

/** The name that PostgreSQL makes up. */
function madeUpName(draft: ModelDraft, table: TableModel, { kind, columns, names }: ConstraintSpec): string {
  const parts = kind === "primary-key" ? [] : kind === "check" ? (names.length === 1 ? names : []) : columns;
  const stem = [table.name.name, ...parts, SUFFIX[kind]].join("_");
  const isTaken = (name: string) =>
    table.constraints.some((it) => it.name === name) ||
    draft.get("indexes", { schema: table.name.schema, name }) !== undefined;
  let name = stem;
  for (let count = 1; isTaken(name); count++) name = `${stem}${count}`;
  return name;
}

export function appendConstraint(draft: ModelDraft, name: ObjectName, spec: ConstraintSpec): void {
  const table = draft.get("tables", name) ?? unknownTable(name);
  const named = spec.name ?? madeUpName(draft, table, spec);
  const isKey = spec.kind === "unique" || spec.kind === "primary-key" || spec.kind === "exclusion";
  const used = spec.usingIndex === null ? null : draft.get("indexes", { schema: name.schema, name: spec.usingIndex });
  const columns = used ? used.keys.flatMap((it) => it ?? []) : spec.columns;
  const index = isKey ? { schema: name.schema, name: named } : null;
  const constraint: ConstraintModel = {
    name: named,
    kind: spec.kind,
    columns,
    expression: spec.expression,
    proves: spec.proves,
    validated: !spec.notValid && spec.enforced,
    enforced: spec.enforced,
    noInherit: spec.noInherit,
    deferrable: spec.deferrable,
    references: spec.references && { ...referenceOf(draft, spec.references) },
    index,
  };
  draft.set("tables", name, {
    ...table,
    columns: withNotNull(table.columns, spec, columns),
    constraints: [...table.constraints.filter((it) => it.name !== named), constraint],
  });
  if (!index) return;
  if (used) draft.delete("indexes", used.name);
  draft.set("indexes", index, {
    ...(used ?? plainIndex(index, name, table.kind === "partitioned")),
    name: index,
    unique: spec.kind !== "exclusion",
    primary: spec.kind === "primary-key",
    keys: columns,
    bornHere: used?.bornHere ?? draft.bornHere,
  });
}

function referenceOf(
  draft: ModelDraft,
  { table, columns, onDelete, onUpdate }: NonNullable<ConstraintSpec["references"]>,
) {
  const name = resolveName(draft.model, table);
  const key = draft.get("tables", name)?.constraints.find(({ kind }) => kind === "primary-key");
  return { table: name, columns: columns.length > 0 ? columns : (key?.columns ?? []), onDelete, onUpdate };
}

function withNotNull(
  columns: readonly ColumnModel[],
  { kind, notValid }: ConstraintSpec,
  named: readonly string[],
): readonly ColumnModel[] {
  if (kind !== "primary-key" && kind !== "not-null") return columns;
  const proven = kind === "not-null" && notValid ? ("not-valid" as const) : ("yes" as const);
  return columns.map((it) => (named.includes(it.name) && it.notNull !== "yes" ? { ...it, notNull: proven } : it));
}

const plainIndex = (name: ObjectName, table: ObjectName, partitioned: boolean): IndexModel => ({
  name,
  table,
  unique: false,
  primary: false,
  valid: true,
  method: "btree",
  keys: [],
  include: [],
  expressionColumns: [],
  where: null,
  partitioned,
  parent: null,
  bornHere: false,
  bytes: null,
});

/** Makes the indexes of the parent on a partition, or takes those that are there already. */
export function adoptIndexes(draft: ModelDraft, partition: ObjectName, parent: ObjectName): void {
  for (const index of indexesOf(draft.model, parent)) {
    const own = indexesOf(draft.model, partition).find((it) => it.parent === null && isAlike(it, index));
    if (own) {
      draft.set("indexes", own.name, { ...own, parent: index.name });
      continue;
    }
    const keys = index.keys.map((it) => it ?? "expr");
    const suffix = index.primary ? "pkey" : [...keys, index.unique ? "key" : "idx"].join("_");
    const name = { schema: partition.schema, name: `${partition.name}_${suffix}` };
    const partitioned = draft.get("tables", partition)?.kind === "partitioned";
    draft.set("indexes", name, {
      ...index,
      name,
      table: partition,
      parent: index.name,
      partitioned,
      bornHere: draft.bornHere,
    });
  }
}

/** Whether one index can stand in for another. */
export const isAlike = (one: IndexModel, other: IndexModel): boolean =>
  one.method === other.method &&
  (one.unique || !other.unique) &&
  one.where === other.where &&
  one.keys.join("\0") === other.keys.join("\0") &&
  !one.keys.includes(null);

export function dropTable(draft: ModelDraft, name: ObjectName): void {
  for (const child of descendantsOf(draft.model, name)) if (child.partitionOf) forget(draft, child.name);
  forget(draft, name);
}

function forget(draft: ModelDraft, name: ObjectName): void {
  draft.delete("tables", name);
  for (const index of indexesOf(draft.model, name)) draft.delete("indexes", index.name);
  for (const it of draft.all("sequences"))
    if (it.ownedBy && isSame(it.ownedBy.table, name)) draft.delete("sequences", it.name);
  for (const it of draft.all("statistics")) if (isSame(it.table, name)) draft.delete("statistics", it.name);
  for (const table of draft.all("tables")) {
    const left = table.constraints.filter((it) => it.references === null || !isSame(it.references.table, name));
    if (left.length < table.constraints.length) draft.set("tables", table.name, { ...table, constraints: left });
  }
}
