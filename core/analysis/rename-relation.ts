import type { ModelDraft } from "./model-draft.ts";
import { isSame } from "./related-tables.ts";
import type { ObjectName } from "./schema-model.ts";

/** Gives a table, view, index or sequence another name, wherever the model speaks of it. */
export function renameRelation(draft: ModelDraft, from: ObjectName, to: ObjectName): void {
  const now = (name: ObjectName): ObjectName => (isSame(name, from) ? to : name);
  renameTables(draft, from, now);
  for (const index of draft.all("indexes")) {
    if (!isSame(index.name, from) && !isSame(index.table, from)) continue;
    draft.delete("indexes", index.name);
    draft.set("indexes", now(index.name), { ...index, name: now(index.name), table: now(index.table) });
  }
  for (const view of draft.all("views")) {
    if (!isSame(view.name, from) && !view.sources.some((it) => isSame(it, from))) continue;
    draft.delete("views", view.name);
    const columns = view.columns?.map((it) => ({ ...it, table: now(it.table) })) ?? null;
    draft.set("views", now(view.name), { ...view, name: now(view.name), sources: view.sources.map(now), columns });
  }
  for (const sequence of draft.all("sequences")) {
    const { ownedBy } = sequence;
    if (!isSame(sequence.name, from) && !(ownedBy && isSame(ownedBy.table, from))) continue;
    draft.delete("sequences", sequence.name);
    const owner = ownedBy && { ...ownedBy, table: now(ownedBy.table) };
    draft.set("sequences", now(sequence.name), { ...sequence, name: now(sequence.name), ownedBy: owner });
  }
  for (const publication of draft.all("publications")) {
    if (!publication.tables.some((it) => isSame(it, from))) continue;
    const name = { schema: "", name: publication.name };
    draft.set("publications", name, { ...publication, tables: publication.tables.map(now) });
  }
}

function renameTables(draft: ModelDraft, from: ObjectName, now: (name: ObjectName) => ObjectName): void {
  for (const table of draft.all("tables")) {
    const parent = table.partitionOf?.parent;
    const isNamed =
      isSame(table.name, from) ||
      table.inherits.some((it) => isSame(it, from)) ||
      (parent !== undefined && isSame(parent, from)) ||
      table.constraints.some(({ references, index }) => isAbout(references?.table, from) || isAbout(index, from));
    if (!isNamed) continue;
    draft.delete("tables", table.name);
    draft.set("tables", now(table.name), {
      ...table,
      name: now(table.name),
      inherits: table.inherits.map(now),
      partitionOf: table.partitionOf && { ...table.partitionOf, parent: now(table.partitionOf.parent) },
      constraints: table.constraints.map((it) => ({
        ...it,
        references: it.references && { ...it.references, table: now(it.references.table) },
        index: it.index && now(it.index),
      })),
    });
  }
}

const isAbout = (name: ObjectName | null | undefined, from: ObjectName): boolean =>
  name !== null && name !== undefined && isSame(name, from);
