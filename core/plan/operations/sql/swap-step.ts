import type { SqlStep } from "#core/domain/plan-document.ts";
import { CONTRACT_STAGES, type ContractStatement } from "../rules/column-twin.ts";
import { lockTables } from "./lock-tables.ts";
import { sqlScript } from "./sql-script.ts";

/** Tables that are locked, referenced ones first, by their names before and after. */
interface Locked {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Statements of a contract as one transaction in the order of their stages, and its mirror as the undo. */
export function swapStep(
  name: string,
  tables: Locked,
  statements: readonly ContractStatement[],
  ignore: NonNullable<SqlStep["ignore"]> = [],
): SqlStep {
  const ordered = distinct(statements).toSorted(
    (a, b) => CONTRACT_STAGES.indexOf(a.stage) - CONTRACT_STAGES.indexOf(b.stage),
  );
  const views = (it: ContractStatement) => it.stage === "views-away";
  const last = (it: ContractStatement) => it.stage === "views-back";
  const inside = ordered.filter((it) => !views(it) && !last(it));
  return {
    name,
    ...(ignore.length > 0 ? { ignore } : {}),
    sql: sqlScript([
      ...textsOf(ordered.filter(views)),
      ...lockTables(tables.before),
      ...textsOf([...inside, ...ordered.filter(last)]),
    ]),
    // Clients lock views before tables, also on the way back.
    undo: sqlScript([
      ...mirrorsOf(ordered.filter(last)),
      ...lockTables(tables.after),
      ...mirrorsOf(inside),
      ...mirrorsOf(ordered.filter(views)),
    ]),
  };
}

/** A view over two of the tables is taken away and brought back once. */
const distinct = (statements: readonly ContractStatement[]): readonly ContractStatement[] =>
  statements.filter(
    (it, index) => statements.findIndex((other) => other.stage === it.stage && other.sql === it.sql) === index,
  );

const textsOf = (statements: readonly ContractStatement[]) => statements.map(({ sql }) => sql);
const mirrorsOf = (statements: readonly ContractStatement[]) =>
  statements.toReversed().flatMap(({ mirror }) => (mirror === null ? [] : [mirror]));
