import type { Connection } from "../connection.ts";
import { type DataCheckAnswer, notKnown } from "../data-check-answer.ts";
import type { DataQuestion } from "../data-checks.ts";
import type { RowRule } from "../row-rule.ts";
import { columnsOfRule, untoldColumns } from "../untold-columns.ts";
import { sqlOf } from "./postgres-row-problem.ts";
import { impureCalls } from "./postgres-volatility.ts";

/**
 * A volatile function is not called for a look. In an expression that must be pure even one that reads the clock is
 * told. `null`: nothing of the kind.
 */
export async function impureAnswer(
  connection: Connection,
  { rule, source, references }: DataQuestion,
): Promise<DataCheckAnswer | null> {
  const basis = { check: rule.kind === "type" ? ("cast" as const) : rule.kind, subject: subjectOf(rule), sql: "" };
  const untold = [...untoldColumns(source.layers)][0];
  if (untold !== undefined) return notKnown(basis, `The plan fills ${untold} with values that cannot be told before.`);
  const before = [...source.layers, ...(references?.layers ?? [])].flatMap((it) => Object.values(it.set));
  const own = await firstImpure(connection, sqlOf(rule), isPure(rule));
  if (own) {
    const check = isPure(rule) ? "volatile" : rule.kind === "type" ? "cast" : rule.kind;
    const verdict = isPure(rule) ? "fails" : "not known";
    return { ...notKnown({ check, subject: own.sql, sql: "" }, told(own)), verdict };
  }
  const earlier = await firstImpure(
    connection,
    before.flatMap((it) => it ?? []),
    false,
  );
  if (!earlier) return null;
  return notKnown(basis, `An earlier step calls ${earlier.name}: which values rows will have cannot be told.`);
}

/** The rule in a few words, where no query tells of it. */
const subjectOf = (rule: RowRule): string => {
  const columns = columnsOfRule(rule).join(", ");
  if (rule.kind === "unique") return rule.label;
  return columns === "" ? (sqlOf(rule)[0] ?? rule.kind) : `${rule.kind.toUpperCase()} ${columns}`;
};

const isPure = (rule: RowRule): boolean => (rule.kind === "expression" ? rule.pure : rule.kind === "round trip");

interface Impure {
  readonly sql: string;
  readonly name: string;
  readonly isClock: boolean;
}

const told = ({ name, isClock }: Impure): string =>
  `It calls ${name}, which answers differently each time${isClock ? "" : " and may change something"}: it was not evaluated.`;

async function firstImpure(
  connection: Connection,
  expressions: readonly string[],
  clocksCount: boolean,
): Promise<Impure | null> {
  for (const sql of expressions) {
    for await (const call of impureCalls(connection, sql)) if (clocksCount || !call.isClock) return { sql, ...call };
  }
  return null;
}
