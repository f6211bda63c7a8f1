import type { OperationView } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import { indexSettings } from "../indexes/index-settings.ts";
import type { ColumnTwin, ContractStatement } from "../rules/column-twin.ts";
import { materializedViewStatements } from "../views/materialized-view-statements.ts";
import { sameRights } from "./twin-settings.ts";
import { at, type Twinning, title } from "./twinning.ts";

interface MaterializedTwin {
  readonly away: readonly ContractStatement[];
  readonly back: readonly ContractStatement[];
  readonly constraints: ColumnTwin["constraints"];
  readonly last: readonly string[];
  readonly notes: readonly string[];
}

const EMPTY = { rule: "index-build-blocks-writes", reason: "It holds no rows yet, and nobody reads it." };

/** Filled over the new column before contract, beside the one over the old; then both change names, so that no reader waits for rows. */
export async function materializedTwin(view: OperationView, twinning: Twinning): Promise<MaterializedTwin> {
  const { spare, now, table, soak, context, from } = twinning;
  const { sql } = context;
  const { schema, name } = view.ref;
  const [made, put] = [spare.next("k"), spare.next("k")];
  const place = { schema, name: made };
  const on = sql.table(place);
  const rename = (what: string, one: string, other: string) =>
    `ALTER ${what} ${sql.table({ schema, name: one })} RENAME TO ${sql.name(other)}`;
  const { fill, settings } = materializedViewStatements(
    { ...view, ref: place, definition: await sql.renameInQuery(view.definition, table.ref, now), populated: false },
    sql,
  );
  const create = [fill, ...settings];
  const away = [swap("views-away", "MATERIALIZED VIEW", name, put)];
  const back = [swap("views-back", "MATERIALIZED VIEW", made, name)];
  for (const index of view.indexes) {
    const [one, other] = [spare.next("i"), spare.next("i")];
    create.push(await indexDefinition(index, { name: one, on, names: {} }, sql));
    create.push(...indexSettings(index, { index: { schema, name: one }, table: place }, sql));
    away.push(swap("views-away", "INDEX", index.ref.name, other));
    back.push(swap("views-back", "INDEX", one, index.ref.name));
  }
  function swap(stage: "views-away" | "views-back", what: string, one: string, other: string): ContractStatement {
    return at(stage, rename(what, one, other), rename(what, other, one));
  }
  const wide = sameRights([...view.grants, ...view.columns.flatMap((it) => it.grants)]);
  const ignore = [...(wide ? [wide] : []), ...(view.indexes.length > 0 ? [EMPTY] : [])];
  return {
    away: soak === null ? [at("views-away", `DROP MATERIALIZED VIEW ${sql.table(view.ref)}`, null)] : away,
    back,
    constraints: [
      {
        add: {
          sql: create.join(";\n"),
          undo: `DROP MATERIALIZED VIEW ${on}`,
          ...(ignore.length > 0 ? { ignore } : {}),
          name: title(`Make ${name} over the new column`),
          from,
        },
        validate: {
          sql: `REFRESH MATERIALIZED VIEW ${on}${view.populated ? "" : " WITH NO DATA"}`,
          undo: "keep",
          name: title(`Fill ${name} over the new column`),
          from,
        },
      },
    ],
    last: soak === null ? [] : [`DROP MATERIALIZED VIEW ${sql.table({ schema, name: put })}`],
    notes: [`${name} holds at contract what it was filled with in verify: refresh it after contract.`],
  };
}
