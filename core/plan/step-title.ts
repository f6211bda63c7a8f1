import type { BackfillStep, StepDocument, SyncStep } from "#core/domain/plan-document.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { Statement } from "#core/engines/statement-reader.ts";

const MOST_LETTERS = 90;

/** What a step does, in words for people: its own name where it has one, else made of what it does. */
export function titleOf(step: StepDocument, statements: readonly Statement[]): string {
  if ("name" in step && step.name) return step.name;
  if ("check" in step) return capitalized(step.check.name);
  if ("gate" in step) return step.gate.ask ?? `Wait for ${listOf(Object.keys(step.gate.applications ?? {}))}`;
  if ("soak" in step) return step.soak.why ? `Wait ${step.soak.for}: ${step.soak.why}` : `Wait ${step.soak.for}`;
  if ("sync" in step) return titleOfSync(step.sync);
  if ("backfill" in step) return titleOfBackfill(step.backfill);
  return shortened(listed(statements.map(titleOfStatement)) || "Run SQL");
}

/** Such as "Add column latitude to city". */
export function titleOfStatement(statement: Statement): string {
  const { creates, drops } = statement;
  const table = statement.tables.find((it) => it.access === "ddl") ?? statement.tables[0];
  const renamed = renamedColumn(statement);
  if (renamed) return renamed;
  const parts = [
    ...columnsByTable(creates.columns).map(([name, columns]) => `Add ${counted("column", columns)} to ${name}`),
    ...columnsByTable(drops.columns).map(([name, columns]) => `Drop ${counted("column", columns)} from ${name}`),
    ...creates.tables.map(
      (it) => `${/^CREATE/.test(statement.label) ? inWords(statement.label) : "Create table"} ${nameOf(it)}`,
    ),
    ...drops.tables.map(
      (it) => `${/^DROP/.test(statement.label) ? inWords(statement.label) : "Drop table"} ${nameOf(it)}`,
    ),
    ...creates.indexes.map((it) => `Create index ${it}${table ? ` on ${nameOf(table)}` : ""}`),
    ...drops.indexes.map((it) => `Drop index ${it}`),
  ];
  if (parts.length > 0) return listed(parts);
  return table ? `${inWords(statement.label)} on ${nameOf(table)}` : inWords(statement.label);
}

/** "ALTER TABLE … ALTER COLUMN SET NOT NULL" as "Set not null". */
const inWords = (label: string): string =>
  capitalized(
    label
      .replace(/^ALTER [A-Z ]+ … /, "")
      .replaceAll("ALTER COLUMN ", "")
      .toLowerCase(),
  ).replace(/ on$/, "");

function renamedColumn({ creates, drops }: Statement): string | null {
  const [made] = creates.columns;
  const [gone] = drops.columns;
  const [newTable] = creates.tables;
  const [oldTable] = drops.tables;
  if (oldTable && newTable) return `Rename table ${nameOf(oldTable)} to ${nameOf(newTable)}`;
  if (!made || !gone || creates.columns.length + drops.columns.length !== 2) return null;
  return `Rename column ${gone.column} of ${nameOf(gone.table)} to ${made.column}`;
}

const titleOfSync = ({ table, to, back }: SyncStep["sync"]): string =>
  `Keep ${listOf([...Object.keys(to), ...Object.keys(back ?? {})])} of ${table} in step`;

const titleOfBackfill = ({ table, set }: BackfillStep["backfill"]): string =>
  `Fill ${listOf(Object.keys(set))} of ${table}`;

const nameOf = (table: TableRef): string => (table.schema ? `${table.schema}.${table.name}` : table.name);
const counted = (noun: string, names: readonly string[]): string =>
  `${noun}${names.length > 1 ? "s" : ""} ${listOf(names)}`;
const listOf = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const shortened = (text: string): string => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text);

/** "Add column a to t, drop column b from t". */
const listed = (parts: readonly string[]): string =>
  [...new Set(parts)].map((part, at) => (at === 0 ? part : uncapitalized(part))).join(", ");

const uncapitalized = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

function columnsByTable(columns: readonly { readonly table: TableRef; readonly column: string }[]) {
  const byTable = Map.groupBy(columns, ({ table }) => nameOf(table));
  return [...byTable].map(([name, found]) => [name, found.map(({ column }) => column)] as const);
}
