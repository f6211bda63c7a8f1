import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationColumn, OperationTable } from "./facts/table-facts.ts";
import { moveSteps } from "./moves/move-steps.ts";
import type { MovedColumn } from "./moves/moved-column.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { quietFill } from "./rules/quiet-fill.ts";
import { ownTag } from "./sql/own-tag.ts";

type Spec = OperationSpecs["move-column"];

/** Reference: postgres.md, 2.1 Q. */
export const moveColumn: Operation<"move-column"> = {
  name: "move-column",
  engines: ["postgresql"],
  title: "Move a column to another table",
  summary: "The column appears in the other table with its values; both are kept in step until the old one goes.",
  keywords: ["move column", "other table", "normalise", "split table", "extract"],
  locks:
    "ACCESS EXCLUSIVE on the other table for milliseconds to add the column; SHARE ROW EXCLUSIVE on both tables to add triggers. The swap takes ACCESS EXCLUSIVE on both for milliseconds.",
  undo: "Until the soak ends the old column is kept in step; a rollback gives it its name back. The end of the soak drops it: the point of no return.",
  refusals: [
    { what: "Columns in `on` that are no unique key of the table it comes from", instead: "Name the columns of one" },
    { what: "No index of the other table that begins with them", instead: "Add one first (create-index)" },
    {
      what: "A column that the server fills, or of a type without equality (json, xml, point)",
      instead: "Make it an ordinary column; change it to jsonb or text first (change-type)",
    },
    {
      what: "A view, policy, function, trigger, publication, key or foreign key that uses the column",
      instead: "Change or drop that first",
    },
    {
      what: "A table that is partitioned, inherits, or is typed, foreign or temporary",
      instead: "Move the column by steps of your own",
    },
  ],
  example: { table: "customer", column: "address", to: "profile", on: { customer_id: "id" }, soak: "1d" },
  label: ({ table, column, to }) => `move-column ${table}.${column} to ${to}`,

  async expand(spec, context) {
    const moved = await movedColumn(spec, context);
    const fill = await quietFill(moved.to, context);
    return { steps: moveSteps(moved, fill, context, spec.soak), notes: [...notesOf(moved), ...fill.notes] };
  },
};

async function movedColumn(spec: Spec, { catalog, tag }: OperationContext): Promise<MovedColumn> {
  const [from, to] = [await catalog.table(spec.table), await catalog.table(spec.to)];
  const column = columnOf(from, spec.column);
  const name = spec.as ?? column.name;
  refuseTables(from, to);
  refuseColumn(from, column);
  if (to.columns.some((it) => it.name === name))
    throw new DomainError(
      "invalid-plan",
      `${to.ref.name} has a column ${name} already: give it another name with \`as\`.`,
    );
  const pairs = Object.entries(spec.on).map(([there, here]) => ({
    there: columnOf(to, there).name,
    here: columnOf(from, here).name,
  }));
  refusePairs(from, to, pairs);
  return { from, to, column, name, pairs, tag: ownTag(tag, moveColumn.label(spec)) };
}

const refusal = (why: string, instead: string): DomainError =>
  new DomainError("unsupported", `${why} ${instead} Nothing was changed.`);

function refuseTables(from: OperationTable, to: OperationTable): void {
  if (from.oid === to.oid) throw new DomainError("invalid-plan", "Both tables are the same: use rename-column.");
  for (const { ref, kind, typed, parents, inheritors, persistence } of [from, to]) {
    if (kind === "table" && !typed && parents.length === 0 && inheritors.length === 0 && persistence !== "temporary")
      continue;
    throw refusal(`${ref.name} is no ordinary table that stands alone.`, "Move the column by steps of your own.");
  }
}

/** Types that have no equality: what changed could not be told. */
const WITHOUT_EQUALITY = /^(?:json|xml|point|line|lseg|box|path|polygon|circle)\b/;

function refuseColumn({ ref, ...table }: OperationTable, column: OperationColumn): void {
  const { name, generated, identity, sequence, type } = column;
  if (generated || identity || sequence)
    throw refusal(`Column ${name} of ${ref.name} is filled by the server.`, "Make it an ordinary column first.");
  if (WITHOUT_EQUALITY.test(type))
    throw refusal(
      `Values of ${type} cannot be compared.`,
      "Change the column to a type with equality first (jsonb, text).",
    );
  const users = [
    ...table.views.filter(({ reads }) => reads === null || reads.includes(name)).map((it) => `view ${it.ref.name}`),
    ...[...table.policies, ...table.policiesElsewhere]
      .filter((it) => it.columns.includes(name))
      .map((it) => `policy ${it.name}`),
    ...table.functions.filter((it) => it.columns.includes(name)).map((it) => `function ${it.signature}`),
    ...table.triggers.filter((it) => it.columns.includes(name)).map((it) => `trigger ${it.name}`),
    ...table.others.filter((it) => it.column === name).map((it) => it.what),
    ...table.incoming.filter((it) => it.references?.columns.includes(name)).map((it) => `foreign key ${it.name}`),
    ...table.constraints
      .filter(({ kind, columns }) => kind === "primary-key" && columns.includes(name))
      .map((it) => `primary key ${it.name}`),
    ...table.publications.filter((it) => it.columns?.includes(name)).map((it) => `publication ${it.name}`),
  ];
  const [first] = users;
  if (first === undefined) return;
  throw refusal(
    `Column ${name} of ${ref.name} is used by ${users.join(", ")}, which would have to read the other table.`,
    "Change or drop that first.",
  );
}

function refusePairs(from: OperationTable, to: OperationTable, pairs: MovedColumn["pairs"]): void {
  const here = pairs.map((it) => it.here);
  const isKey = from.indexes.some(
    (it) => it.unique && it.where === null && it.keys.every((key) => key.column !== null && here.includes(key.column)),
  );
  if (!isKey) {
    throw refusal(
      `${here.join(", ")} of ${from.ref.name} can come more than once, so several values would belong to one row of ${to.ref.name}.`,
      "Name the columns of a unique key in `on`.",
    );
  }
  const [first] = pairs.map((it) => it.there);
  const isIndexed = to.indexes.some(
    (it) =>
      it.where === null && it.keys[0]?.column !== undefined && pairs.some(({ there }) => there === it.keys[0]?.column),
  );
  if (isIndexed) return;
  throw refusal(
    `${to.ref.name} has no index that begins with ${first}: each write would read the whole table.`,
    "Add one first (create-index).",
  );
}

function notesOf({ from, to, column }: MovedColumn): readonly string[] {
  const gone = [
    ...from.indexes.filter((it) => it.columns.includes(column.name)).map((it) => `index ${it.ref.name}`),
    ...from.constraints
      .filter(({ kind, columns }) => kind !== "primary-key" && columns.includes(column.name))
      .map((it) => `constraint ${it.name}`),
  ];
  return [
    `Writers of one row through both tables lock them in either order: a client may see a deadlock (40P01) and must try again. Keep the time between expand and contract short.`,
    `A value stays behind where ${to.ref.name} has no row for it: a check before the cut-over finds such rows.`,
    ...(gone.length > 0
      ? [`What is on the old column goes with it: ${gone.join(", ")}. Make it on ${to.ref.name} anew.`]
      : []),
    ...(column.notNull
      ? [`The column of ${to.ref.name} may be NULL: make it NOT NULL afterwards with set-not-null.`]
      : []),
  ];
}
