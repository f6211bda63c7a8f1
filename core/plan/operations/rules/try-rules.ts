import { DomainError } from "#core/domain/domain-error.ts";
import { differs } from "#core/engines/postgres/postgres-comparison.ts";
import { inParentheses } from "#core/engines/postgres/postgres-names.ts";
import { impureCall } from "../../impure-call.ts";
import type { OperationContext, TriedAnswer, TriedExpression } from "../operation.ts";
import type { ColumnRule } from "./column-rule.ts";

/** Enough to meet what is usual in a table; the backfill meets every row, and sets aside what fails. */
const SAMPLED_ROWS = 2_000;

export interface TriedRules {
  /** Rules whose `up` answers differently each time. */
  readonly volatile: ReadonlySet<ColumnRule>;
  readonly notes: readonly string[];
}

/**
 * Computes the expressions of rules over rows that are there, before anything is changed.
 * @throws DomainError `invalid-plan` where a row fails, or gives NULL where NULL is not wanted.
 */
export async function tryRules(
  rules: readonly ColumnRule[],
  context: Pick<OperationContext, "catalog" | "sql">,
): Promise<TriedRules> {
  const volatile = new Set<ColumnRule>();
  const notes: string[] = [];
  for (const rule of rules.filter((it) => it.new.length > 0)) {
    if (await isVolatile(rule, context)) volatile.add(rule);
    if (!volatile.has(rule)) notes.push(...(rule.install ? [] : await tryWayBack(rule, context)));
    else if (rule.old.length > 0) notes.push(notComparable(rule));
  }
  return { volatile, notes };
}

const notComparable = ({ from }: ColumnRule): string =>
  `${from}: the new value is another each time it is computed, so the two forms cannot be compared; only that every row was filled is verified.`;

/** Tries the way up on the way. What a rule installs first is not there yet, so that nothing can be tried with it. */
async function isVolatile(rule: ColumnRule, { catalog }: Pick<OperationContext, "catalog">): Promise<boolean> {
  if (rule.install) return rule.new.some(({ up }) => impureCall(up) !== null);
  const ups = rule.new.map(({ name, up, type }) => ({ name, expression: up, type }));
  const answers = await catalog.tryExpressions(rule.table, ups, SAMPLED_ROWS);
  for (const answer of answers) refuse(rule, answer);
  return answers.some((it) => it.volatile);
}

function refuse(rule: ColumnRule, { name, rows, nulls, failed, error }: TriedAnswer): void {
  const { name: table } = rule.table.ref;
  if (failed > 0) {
    throw new DomainError(
      "invalid-plan",
      `${rule.from}: the new value of ${name} cannot be computed for ${failed} of ${rows} rows of ${table} that were tried: ${error ?? "an error"}. Nothing was changed. Mend those rows, or write an \`up\` that copes with them.`,
    );
  }
  const column = rule.new.find((it) => it.name === name);
  if (!column?.notNull || nulls === 0) return;
  throw new DomainError(
    "invalid-plan",
    `${rule.from}: ${name} shall be NOT NULL, and its new value is NULL for ${nulls} of ${rows} rows of ${table} that were tried. Nothing was changed. Write an \`up\` that gives a value for every row.`,
  );
}

/** What comes back of a value that was carried up: an old column that would not be what it was is told. */
async function tryWayBack(
  rule: ColumnRule,
  { catalog, sql }: Pick<OperationContext, "catalog" | "sql">,
): Promise<readonly string[]> {
  const tried: TriedExpression[] = [];
  for (const { name, down } of rule.old) {
    const type = rule.table.columns.find((it) => it.name === name)?.type;
    if (down === null || type === undefined) continue;
    const back = `CAST(${inParentheses(await overOldRow(down, rule, sql))} AS ${type})`;
    const same = `CASE WHEN ${differs(back, sql.name(name), type)} THEN NULL ELSE true END`;
    tried.push({ name, expression: same, type: "boolean" });
  }
  if (tried.length === 0) return [];
  const answers = await catalog.tryExpressions(rule.table, tried, SAMPLED_ROWS);
  return answers.flatMap(({ name, rows, nulls, failed, error }) => [
    ...(failed > 0
      ? [
          `${rule.from}: the way back to ${name} fails for ${failed} of ${rows} rows that were tried (${error ?? "an error"}): a new release that writes such a value would fail. Write a \`down\` that copes with it.`,
        ]
      : []),
    ...(nulls > 0
      ? [
          `${rule.from}: ${nulls} of ${rows} rows that were tried do not come back as they were through the new form. Their ${name} stays as it is until a new release writes them.`,
        ]
      : []),
  ]);
}

/** An expression over the new side, with the new columns written as they follow from the old row. */
async function overOldRow(down: string, rule: ColumnRule, sql: OperationContext["sql"]): Promise<string> {
  const marks = rule.new.map((it, index) => ({ column: it, mark: `~sluice new ${index}` }));
  const marked = await sql.renameColumns(
    down,
    Object.fromEntries(marks.map(({ column, mark }) => [column.name, mark])),
  );
  return marks.reduce(
    (text, { column, mark }) =>
      text.replaceAll(sql.name(mark), () => `CAST(${inParentheses(column.up)} AS ${column.type})`),
    marked,
  );
}
