import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationColumn } from "../facts/table-facts.ts";
import { refuseLost } from "./refuse-lost.ts";
import { grantStatement } from "./twin-settings.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

const HOLDS_NOTHING = {
  rule: "undo-loses-data",
  reason: "A virtual column is computed when it is read: nothing is stored that could be lost.",
};

/** A virtual generated column holds nothing: it is dropped and added again within the contract transaction. */
export async function twinGenerated(twinning: Twinning): Promise<readonly TwinParts[]> {
  const { table, on, context, after } = twinning;
  const parts: TwinParts[] = [];
  for (const column of table.columns) {
    if (column.generated?.kind !== "virtual") continue;
    const { expression } = column.generated;
    const touched = twinning.touches(await context.sql.columnsOf(expression));
    if (touched === "lost") refuseLost(`generated column ${column.name}`, twinning);
    if (touched !== "taken") continue;
    refuseUsed(column, twinning);
    const drop = `ALTER TABLE ${on} DROP COLUMN ${context.sql.name(column.name)}`;
    const rewritten = await context.sql.renameColumns(expression, after);
    parts.push({
      contract: [
        { ...at("detach", drop, addition(column, expression, twinning)), ignore: HOLDS_NOTHING },
        at("attach", addition(column, rewritten, twinning), drop),
      ],
    });
  }
  return parts;
}

/** What needs the generated column would have to be made again with it. */
function refuseUsed({ name, notNull }: OperationColumn, { table, from }: Twinning): void {
  const users = [
    ...table.views.filter(({ reads }) => reads?.includes(name)).map(({ ref }) => `view ${ref.name}`),
    ...table.policies.filter(({ columns }) => columns.includes(name)).map((it) => `policy ${it.name}`),
    ...table.triggers.filter(({ columns }) => columns.includes(name)).map((it) => `trigger ${it.name}`),
    ...table.constraints.filter(({ columns }) => columns.includes(name)).map((it) => `constraint ${it.name}`),
    ...table.functions.filter(({ columns }) => columns.includes(name)).map(({ signature }) => `function ${signature}`),
    ...(notNull ? ["its NOT NULL"] : []),
  ];
  if (users.length === 0) return;
  throw new DomainError(
    "unsupported",
    `${from}: the generated column ${name} must be made again, and ${users.join(", ")} of ${table.ref.name} needs it. Drop that in a migration before. Nothing was changed.`,
  );
}

function addition(column: OperationColumn, expression: string, { on, context: { sql } }: Twinning): string {
  const name = sql.name(column.name);
  return [
    `ALTER TABLE ${on} ADD COLUMN ${name} ${column.type} GENERATED ALWAYS AS (${expression}) VIRTUAL`,
    ...(column.statisticsTarget === null
      ? []
      : [`ALTER TABLE ${on} ALTER COLUMN ${name} SET STATISTICS ${column.statisticsTarget}`]),
    ...(column.comment === null ? [] : [`COMMENT ON COLUMN ${on}.${name} IS ${sql.text(column.comment)}`]),
    ...column.grants.map((it) => grantStatement(it, `${it.privilege} (${name})`, on)),
  ].join(";\n");
}
