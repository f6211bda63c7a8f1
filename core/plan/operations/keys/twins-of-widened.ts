import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import type { ColumnRule } from "../rules/column-rule.ts";
import type { ColumnTwin } from "../rules/column-twin.ts";
import { PlanNames } from "../rules/plan-names.ts";
import { sqlScript } from "../sql/sql-script.ts";
import { twinOf } from "../twins/twin-of.ts";
import type { Widening } from "./widen-steps.ts";
import type { WidenedTable } from "./widened-key.ts";

interface WidenedTwins extends Pick<ColumnTwin, "contract" | "after" | "last" | "lastIgnore" | "notes"> {
  readonly settings: readonly StepDocument[];
  readonly verify: readonly StepDocument[];
}

/** What hangs on the widened columns besides keys, foreign keys and sequences: indexes, checks, grants, views, … */
export async function twinsOfWidened(
  widening: Widening,
  from: string,
  context: OperationContext,
): Promise<WidenedTwins> {
  const names = new PlanNames(`${widening.tag}t`);
  const twins: ColumnTwin[] = [];
  const settings: StepDocument[] = [];
  for (const each of widening.key.tables) {
    const twin = await twinOf(questionOf(each, from, names, context.sql), context);
    twins.push(twin);
    if (twin.settings.length === 0) continue;
    settings.push({
      name: `Carry settings of the columns of ${each.table.ref.name} over to the bigint ones`.slice(0, 120),
      sql: sqlScript(twin.settings.map(({ sql }) => sql)),
      undo: undoOf(twin),
    });
  }
  return {
    settings,
    verify: twins.flatMap((it) => [
      ...it.indexes,
      ...it.constraints.flatMap(({ add, validate }) => [add, validate]),
      ...it.checks,
      ...it.returns,
    ]),
    after: twins.flatMap((it) => it.after),
    contract: twins.flatMap((it) => it.contract),
    last: twins.flatMap((it) => it.last),
    lastIgnore: twins.flatMap((it) => it.lastIgnore),
    notes: twins.flatMap((it) => it.notes),
  };
}

function undoOf({ settings }: ColumnTwin): string {
  const undos = settings.toReversed().flatMap((it) => it.undo ?? []);
  // Without one, all of it goes with the columns.
  return undos.length === 0 ? "keep" : sqlScript(undos);
}

const questionOf = ({ table, columns }: WidenedTable, from: string, names: PlanNames, sql: OperationSql) => {
  const widened = columns.map(({ column }) => column.name);
  const place = (which: "twin" | "old") => Object.fromEntries(columns.map((it) => [it.column.name, it[which]]));
  const rest = withoutKeys(table, widened);
  const rule: ColumnRule = {
    table: rest,
    from,
    old: columns.map(({ column }) => ({ name: column.name, down: castTo(column, sql) })),
    new: columns.map(({ column }) => ({
      name: column.name,
      type: "bigint",
      collation: null,
      up: column.name,
      notNull: false,
      default: null,
      identity: null,
      comment: column.comment,
      takesOver: column.name,
      generated: false,
    })),
    soak: "10m",
  };
  const spare = { new: place("twin"), old: place("old"), next: (kind: "i" | "k" | "s") => names.next(kind) };
  return { table: rest, rules: [rule], spare, soak: rule.soak, releases: [] };
};

const castTo = ({ name, type }: OperationColumn, sql: OperationSql): string => `CAST(${sql.name(name)} AS ${type})`;

/** The widening itself sees to keys, foreign keys in both directions, and sequences. */
function withoutKeys(table: OperationTable, widened: readonly string[]): OperationTable {
  const touches = (columns: readonly string[]) => columns.some((it) => widened.includes(it));
  const isOwn = ({ kind, columns, references }: OperationTable["constraints"][number]) =>
    kind === "foreign-key"
      ? touches(columns) || touches(references?.columns ?? [])
      : kind !== "check" && touches(columns);
  const constraints = table.constraints.filter((it) => !isOwn(it));
  return {
    ...table,
    constraints,
    indexes: table.indexes.filter(
      (it) => it.constraint === null || constraints.some(({ name }) => name === it.constraint),
    ),
    incoming: table.incoming.filter(({ references }) => !touches(references?.columns ?? [])),
    columns: table.columns.map((it) =>
      touches([it.name]) ? { ...it, sequence: null, identity: null, default: null } : it,
    ),
  };
}
