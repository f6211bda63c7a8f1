import {
  adoptIndexes,
  appendColumn,
  appendConstraint,
  changeTable,
  newName,
  tableIn,
  tablesMeant,
} from "./apply-table.ts";
import type { ModelDraft } from "./model-draft.ts";
import { indexesOf, isSame, referencesTo } from "./related-tables.ts";
import { resolveName } from "./resolve-name.ts";
import type { ChangeOf, SchemaChange } from "./schema-change.ts";
import type { ColumnModel, ConstraintModel, ObjectName } from "./schema-model.ts";

type On = { readonly table: ChangeOf<"drop-column">["table"]; readonly only: boolean };

function changeColumn(draft: ModelDraft, on: On, column: string, part: Partial<ColumnModel>): void {
  for (const table of tablesMeant(draft, on)) {
    const columns = table.columns.map((it) => (it.name === column ? { ...it, ...part } : it));
    changeTable(draft, table.name, { columns });
  }
}

function dropColumn(draft: ModelDraft, change: ChangeOf<"drop-column">): void {
  for (const { name, columns, constraints } of tablesMeant(draft, change)) {
    changeTable(draft, name, {
      columns: columns.filter((it) => it.name !== change.column),
      constraints: constraints.filter((it) => !it.columns.includes(change.column)),
    });
    for (const index of indexesOf(draft.model, name)) {
      const used = [...index.keys, ...index.include, ...index.expressionColumns];
      if (used.includes(change.column)) draft.delete("indexes", index.name);
    }
    dropSequencesOf(draft, name, change.column);
  }
}

function dropSequencesOf(draft: ModelDraft, table: ObjectName, column: string): void {
  for (const { name, ownedBy } of draft.all("sequences")) {
    if (ownedBy && isSame(ownedBy.table, table) && ownedBy.column === column) draft.delete("sequences", name);
  }
}

function changeConstraint(draft: ModelDraft, on: On, name: string, part: Partial<ConstraintModel>): void {
  for (const table of tablesMeant(draft, on)) {
    const constraints = table.constraints.map((it) => (it.name === name ? { ...it, ...part } : it));
    changeTable(draft, table.name, { constraints });
  }
}

function validate(draft: ModelDraft, change: ChangeOf<"validate-constraint">): void {
  for (const table of tablesMeant(draft, change)) {
    const found = table.constraints.find((it) => it.name === change.name);
    if (found?.kind !== "not-null") continue;
    const columns = table.columns.map((it) =>
      found.columns.includes(it.name) ? { ...it, notNull: "yes" as const } : it,
    );
    changeTable(draft, table.name, { columns });
  }
  changeConstraint(draft, change, change.name, { validated: true });
}

function dropConstraint(draft: ModelDraft, change: ChangeOf<"drop-constraint">): void {
  for (const table of tablesMeant(draft, change)) {
    const found = table.constraints.find((it) => it.name === change.name);
    if (!found) continue;
    const isNullable = (column: ColumnModel) => found.kind === "not-null" && found.columns.includes(column.name);
    changeTable(draft, table.name, {
      constraints: table.constraints.filter((it) => it !== found),
      columns: table.columns.map((it) => (isNullable(it) ? { ...it, notNull: "no" } : it)),
    });
    if (!found.index) continue;
    draft.delete("indexes", found.index);
    if (change.cascade) dropReferences(draft, table.name, found.columns);
  }
}

function dropReferences(draft: ModelDraft, name: ObjectName, columns: readonly string[]): void {
  for (const { table, constraint } of referencesTo(draft.model, name)) {
    if (constraint.references?.columns.join("\0") !== columns.join("\0")) continue;
    const current = draft.get("tables", table.name) ?? table;
    changeTable(draft, table.name, { constraints: current.constraints.filter((it) => it !== constraint) });
  }
}

function addConstraint(draft: ModelDraft, { table, only, constraint }: ChangeOf<"add-constraint">): void {
  const [first, ...children] = tablesMeant(draft, { table, only });
  if (!first) return;
  appendConstraint(draft, first.name, constraint);
  const isKey = constraint.kind === "unique" || constraint.kind === "primary-key" || constraint.kind === "exclusion";
  if (
    constraint.noInherit ||
    (first.kind !== "partitioned" && constraint.kind !== "check" && constraint.kind !== "not-null")
  )
    return;
  const named = draft.get("tables", first.name)?.constraints.at(-1)?.name ?? null;
  for (const child of children) {
    if (isKey) adoptIndexes(draft, child.name, child.partitionOf?.parent ?? first.name);
    appendConstraint(draft, child.name, { ...constraint, name: isKey ? null : named });
  }
}

function changeSetting(draft: ModelDraft, { table, setting, value }: ChangeOf<"table-setting">): void {
  const found = tableIn(draft, table);
  if (!found) return;
  if (setting === "logged") changeTable(draft, found.name, { persistence: "permanent" });
  if (setting === "unlogged") changeTable(draft, found.name, { persistence: "unlogged" });
  if (setting === "row-security") changeTable(draft, found.name, { rowSecurity: value === "on" });
  if (setting === "replica-identity")
    changeTable(draft, found.name, {
      replicaIdentity: value === "full" || value === "nothing" || value === "index" ? value : "default",
    });
  if (setting === "tablespace") changeTable(draft, found.name, { tablespace: value === "pg_default" ? null : value });
  if (setting === "access-method") changeTable(draft, found.name, { accessMethod: value });
}

function setIdentity(draft: ModelDraft, change: ChangeOf<"alter-identity">): void {
  const found = tableIn(draft, change.table);
  if (!found) return;
  const { schema, name } = found.name;
  const said = change.sequence;
  const sequence = { schema: said?.schema ?? schema, name: said?.name ?? `${name}_${change.column}_seq` };
  if (change.action === "add")
    draft.set("sequences", sequence, {
      name: sequence,
      ownedBy: { table: found.name, column: change.column },
      bornHere: draft.bornHere,
    });
  if (change.action === "drop") dropSequencesOf(draft, found.name, change.column);
  if (change.action !== "set")
    changeColumn(draft, change, change.column, { identity: change.action === "add" ? "always" : null });
}

/** Subcommands of ALTER TABLE. `false` where the change is none of them. */
export function applyAlter(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "add-column":
      for (const table of tablesMeant(draft, change)) {
        const isThere = table.columns.some((it) => it.name === change.column.name);
        if (!isThere) appendColumn(draft, table.name, change.column);
      }
      return true;
    case "drop-column":
      dropColumn(draft, change);
      return true;
    case "alter-type":
      changeColumn(draft, change, change.column, { type: change.type.text, collation: change.collation });
      return true;
    case "set-not-null":
      changeColumn(draft, change, change.column, { notNull: "yes" });
      return true;
    case "drop-not-null":
      changeColumn(draft, change, change.column, { notNull: "no" });
      return true;
    case "set-default":
      changeColumn(draft, change, change.column, {
        default: { text: change.value.text, volatility: change.value.kind },
      });
      return true;
    case "drop-default":
      changeColumn(draft, change, change.column, { default: null });
      return true;
    case "drop-expression":
      changeColumn(draft, change, change.column, { generated: null });
      return true;
    case "alter-identity":
      setIdentity(draft, change);
      return true;
    default:
      return applyConstraint(draft, change) || applyPartition(draft, change);
  }
}

function applyConstraint(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "add-constraint":
      addConstraint(draft, change);
      return true;
    case "validate-constraint":
      validate(draft, change);
      return true;
    case "drop-constraint":
      dropConstraint(draft, change);
      return true;
    case "alter-constraint":
      if (change.change === "enforced")
        changeConstraint(draft, change, change.name, { enforced: true, validated: true });
      if (change.change === "not-enforced")
        changeConstraint(draft, change, change.name, { enforced: false, validated: false });
      if (change.change === "no-inherit") changeConstraint(draft, change, change.name, { noInherit: true });
      return true;
    case "table-setting":
      changeSetting(draft, change);
      return true;
    default:
      return false;
  }
}

function applyPartition(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "attach-partition": {
      const parent = resolveName(draft.model, change.table);
      const partition = tableIn(draft, change.partition);
      if (!partition) return true;
      changeTable(draft, partition.name, { partitionOf: { parent, bound: change.bound } });
      adoptIndexes(draft, partition.name, parent);
      return true;
    }
    case "detach-partition":
      changeTable(draft, resolveName(draft.model, change.partition), { partitionOf: null });
      return true;
    case "inherit":
    case "no-inherit": {
      const table = tableIn(draft, change.table);
      const parent = resolveName(draft.model, change.parent);
      const left = table?.inherits.filter((it) => !isSame(it, parent)) ?? [];
      if (table) changeTable(draft, table.name, { inherits: change.kind === "inherit" ? [...left, parent] : left });
      return true;
    }
    case "attach-index": {
      const index = draft.get("indexes", resolveName(draft.model, change.partition));
      if (index) draft.set("indexes", index.name, { ...index, parent: resolveName(draft.model, change.index) });
      return true;
    }
    case "create-index":
      createIndex(draft, change);
      return true;
    default:
      return false;
  }
}

function createIndex(draft: ModelDraft, { index, only, ifNotExists }: ChangeOf<"create-index">): void {
  const table = tableIn(draft, index.table);
  const on = table?.name ?? draft.get("views", resolveName(draft.model, index.table))?.name ?? null;
  if (!on) return;
  const keys = index.keys.map((it) => it.column);
  const made = `${on.name}_${keys.map((it) => it ?? "expr").join("_")}_idx`;
  const name = newName(draft, { schema: on.schema, name: index.name ?? made });
  if (ifNotExists && draft.get("indexes", name)) return;
  draft.set("indexes", name, {
    name,
    table: on,
    unique: index.unique,
    primary: false,
    valid: true,
    method: index.method,
    keys,
    include: index.include,
    expressionColumns: index.expressionColumns,
    where: index.where,
    partitioned: table?.kind === "partitioned",
    parent: null,
    bornHere: draft.bornHere,
    bytes: null,
  });
  if (only || table?.kind !== "partitioned") return;
  for (const child of tablesMeant(draft, { table: on, only }).slice(1))
    adoptIndexes(draft, child.name, child.partitionOf?.parent ?? on);
}
