import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint } from "../facts/table-facts.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { swapStep } from "../sql/swap-step.ts";
import { viewStatements } from "../views/view-statements.ts";
import { type Capture, captureOf } from "./copy-capture.ts";
import { copySequences } from "./copy-sequences.ts";
import { copyTriggers } from "./copy-triggers.ts";
import { isOn } from "./is-on.ts";
import { copyRef, pastRef, type TableCopy } from "./table-copy.ts";

/** Carries writes to the copy until the swap. */
export const toCopy = (copy: TableCopy, sql: OperationSql): Capture =>
  captureOf(copy, { from: copy.table.ref, to: copyRef(copy), number: 1 }, sql);
/** Carries writes back to the old table after it. */
export const toPast = (copy: TableCopy, sql: OperationSql): Capture =>
  captureOf(copy, { from: copy.table.ref, to: pastRef(copy), number: 2 }, sql);

/** The copy takes the table's place, in one transaction; the mirror is the undo. */
export function copySwap(copy: TableCopy, context: OperationContext): SqlStep {
  const { table } = copy;
  const { sql } = context;
  const on = sql.table(table.ref);
  const children = referringTo(copy).map((it) => sql.table(it.table));
  const statements = [
    both("views-away", toPast(copy, sql).functions, toPast(copy, sql).dropFunctions),
    ...viewsOver(copy, context),
    ...referringTo(copy).flatMap((it) => repoint(it, sql)),
    both("detach", toCopy(copy, sql).dropTriggers, toCopy(copy, sql).triggers),
    ...copySequences(copy, context),
    ...places(copy, sql),
    ...publications(copy, sql),
    ...copyTriggers(copy, sql),
    ...rowSecurity(copy, sql),
    both("attach", toPast(copy, sql).triggers, toPast(copy, sql).dropTriggers),
  ];
  const tables = {
    before: [...new Set([on, sql.table(copyRef(copy)), ...children])],
    after: [...new Set([on, sql.table(pastRef(copy)), ...children])],
  };
  return swapStep(`Swap ${table.ref.name} and the new table`, tables, statements, [
    {
      rule: "schema-moved",
      reason: "In one transaction the new table takes the place of the old one, under its name.",
    },
  ]);
}

export const both = (
  stage: ContractStatement["stage"],
  does: readonly string[],
  undoes: readonly string[],
): ContractStatement => ({ stage, sql: does.join(";\n"), mirror: undoes.length > 0 ? undoes.join(";\n") : null });

/**
 * Foreign keys on the table, of others and of its own: they follow the old table, and must be made again. One of its own would
 * also be in the way of the triggers, which carry a statement's rows over one by one.
 */
export const referringTo = ({ table }: TableCopy): readonly OperationConstraint[] => [
  ...table.constraints.filter((it) => isOn(table, it)),
  ...table.incoming.filter((it) => it.table.schema !== table.ref.schema || it.table.name !== table.ref.name),
];

function repoint({ name, table, definition, comment }: OperationConstraint, sql: OperationSql) {
  const alter = `ALTER TABLE ${sql.table(table)}`;
  const drop = `${alter} DROP CONSTRAINT ${sql.name(name)}`;
  const add = [
    `${alter} ADD CONSTRAINT ${sql.name(name)} ${definition.replace(/ NOT VALID$/, "")} NOT VALID`,
    ...(comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${sql.name(name)} ON ${sql.table(table)} IS ${sql.text(comment)}`]),
  ];
  return [both("detach", [drop], add), both("attach", add, [drop])];
}

/** Views follow the old table, wherever it goes. */
function viewsOver({ table }: TableCopy, context: OperationContext): readonly ContractStatement[] {
  if (table.views.length === 0) return [];
  const drop = table.views.toReversed().map(({ ref }) => `DROP VIEW ${context.sql.table(ref)}`);
  const create = table.views.flatMap((view) => viewStatements(view, context));
  return [both("views-away", drop, create), both("views-back", create, drop)];
}

function places(copy: TableCopy, sql: OperationSql): readonly ContractStatement[] {
  const { table, shape, next, past } = copy;
  const home = sql.name(table.ref.schema ?? "public");
  const move = (schema: string | undefined, name: string, to: string) =>
    `ALTER TABLE ${sql.table({ ...(schema === undefined ? {} : { schema }), name })} SET SCHEMA ${to}`;
  const { schema, name } = table.ref;
  const names = [name, ...shape.partitions.map((it) => it.name)];
  return [
    both("old-away", [move(schema, name, sql.name(past))], [move(past, name, home)]),
    both(
      "new-in",
      names.map((it) => move(next, it, home)),
      names.map((it) => move(schema, it, sql.name(next))),
    ),
  ];
}

function publications({ table }: TableCopy, sql: OperationSql): readonly ContractStatement[] {
  const on = sql.table(table.ref);
  return table.publications
    .filter(({ by }) => by === "table")
    .flatMap(({ name, columns, where }) => {
      const list = columns === null ? "" : ` (${columns.map((it) => sql.name(it)).join(", ")})`;
      const filter = where === null ? "" : ` WHERE (${where})`;
      const add = `ALTER PUBLICATION ${sql.name(name)} ADD TABLE ${on}${list}${filter}`;
      const drop = `ALTER PUBLICATION ${sql.name(name)} DROP TABLE ${on}`;
      return [both("detach", [drop], [add]), both("attach", [add], [drop])];
    });
}

function rowSecurity({ table }: TableCopy, sql: OperationSql): readonly ContractStatement[] {
  const alter = `ALTER TABLE ${sql.table(table.ref)}`;
  return [
    ...(table.rowSecurity
      ? [both("settings", [`${alter} ENABLE ROW LEVEL SECURITY`], [`${alter} DISABLE ROW LEVEL SECURITY`])]
      : []),
    ...(table.forcedRowSecurity
      ? [both("settings", [`${alter} FORCE ROW LEVEL SECURITY`], [`${alter} NO FORCE ROW LEVEL SECURITY`])]
      : []),
  ];
}
