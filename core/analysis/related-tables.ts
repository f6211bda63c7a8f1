import { modelKey } from "./model-key.ts";
import type { ConstraintModel, IndexModel, ObjectName, SchemaModel, TableModel, ViewModel } from "./schema-model.ts";

export const isSame = (one: ObjectName, other: ObjectName): boolean =>
  one.schema === other.schema && one.name === other.name;

/** Partitions and inheritance children, of all generations, without the table itself. */
export function descendantsOf(model: SchemaModel, name: ObjectName): readonly TableModel[] {
  const found = new Map<string, TableModel>();
  const visit = (parent: ObjectName): void => {
    for (const table of model.tables.values()) {
      const isChild =
        (table.partitionOf !== null && isSame(table.partitionOf.parent, parent)) ||
        table.inherits.some((it) => isSame(it, parent));
      const key = modelKey(table.name);
      if (!isChild || found.has(key)) continue;
      found.set(key, table);
      visit(table.name);
    }
  };
  // Most tables have none, and a dump has many tables.
  visit(name);
  return [...found.values()];
}

export const indexesOf = (model: SchemaModel, name: ObjectName): readonly IndexModel[] =>
  [...model.indexes.values()].filter(({ table }) => isSame(table, name));

/** Foreign keys of other tables, or of itself, that point to a table. */
export const referencesTo = (
  model: SchemaModel,
  name: ObjectName,
): readonly { readonly table: TableModel; readonly constraint: ConstraintModel }[] =>
  [...model.tables.values()].flatMap((table) =>
    table.constraints
      .filter(({ references }) => references !== null && isSame(references.table, name))
      .map((constraint) => ({ table, constraint })),
  );

/** Views that read a relation, directly or through other views. */
export function viewsOver(model: SchemaModel, name: ObjectName): readonly ViewModel[] {
  const found = new Map<string, ViewModel>();
  const visit = (source: ObjectName): void => {
    for (const view of model.views.values()) {
      const key = modelKey(view.name);
      if (found.has(key) || !view.sources.some((it) => isSame(it, source))) continue;
      found.set(key, view);
      visit(view.name);
    }
  };
  visit(name);
  return [...found.values()];
}
