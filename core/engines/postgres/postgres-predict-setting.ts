import { indexesOf, isSame } from "#core/analysis/related-tables.ts";
import type { ChangeOf, TableSetting } from "#core/analysis/schema-change.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import { type AlterStatement, gate } from "./postgres-alter-statement.ts";
import type { Effects } from "./postgres-effects.ts";

export function changeTableSetting(
  effects: Effects,
  change: ChangeOf<"table-setting">,
  { name, mode }: AlterStatement,
): void {
  effects.lock(name, mode);
  const why = REWRITES[change.setting]?.(effects, change.value, name);
  if (why) effects.rewrite(name, why);
  if (change.setting !== "unknown") return;
  effects.analysable = false;
  effects.rewrite(name, "Sluice does not know this subcommand: the worst is assumed");
}

type Rewrites = (effects: Effects, value: string, name: ObjectName) => string | null;

const persistence =
  (wanted: "permanent" | "unlogged"): Rewrites =>
  (effects, _, name) => {
    const table = effects.table(name);
    if (table && effects.isKnown(name)) return table.persistence === wanted ? null : "All rows are written anew";
    effects.depend(
      "catalog",
      name,
      `Nothing to do if the table is ${wanted === "unlogged" ? "UNLOGGED" : "LOGGED"} already`,
    );
    return "All rows are written anew";
  };

const REWRITES: Partial<Readonly<Record<TableSetting, Rewrites>>> = {
  logged: persistence("permanent"),
  unlogged: persistence("unlogged"),
  tablespace: (effects, value, name) => {
    const current = effects.table(name)?.tablespace ?? "pg_default";
    if (value === current && effects.isKnown(name)) return null;
    effects.depend("tablespace", name, `Nothing to do if the table is in ${value} already`);
    return "The files are copied to the other tablespace";
  },
  "access-method": (effects, value, name) => {
    gate(effects, true, 15, "SET ACCESS METHOD came with PostgreSQL 15");
    const current = effects.table(name)?.accessMethod ?? "heap";
    if (value === current && effects.isKnown(name)) return null;
    effects.depend("catalog", name, `Nothing to do if the access method is ${value} already`);
    return "All rows are written anew";
  },
};

/** OWNER TO and SET SCHEMA of a relation take what belongs to it along. */
export function moveRelation(
  effects: Effects,
  { kind, name: written, object }: ChangeOf<"change-owner"> | ChangeOf<"set-schema">,
): void {
  if (!/^(table|view|materialized-view|sequence|foreign-table|index)$/.test(object)) return;
  const name = effects.resolve(written);
  if (!name) return;
  effects.lock(name, "ACCESS EXCLUSIVE");
  if (kind === "change-owner")
    for (const index of indexesOf(effects.model, name))
      effects.lock(index.name, "ACCESS EXCLUSIVE", `Belongs to ${name.name}`);
  for (const { name: sequence, ownedBy } of effects.model.sequences.values())
    if (ownedBy && isSame(ownedBy.table, name)) effects.lock(sequence, "ACCESS EXCLUSIVE", `Belongs to ${name.name}`);
}
