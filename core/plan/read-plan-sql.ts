import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { ColumnUse, Statement, StatementReader } from "#core/engines/statement-reader.ts";
import type { Path } from "./read-plan-source.ts";
import { type PlacedStep, stepsOf } from "./steps-of.ts";

/** A piece of SQL in a plan and where it stands there. */
export interface PlanText {
  readonly placed: PlacedStep;
  readonly path: Path;
  readonly text: string;
  /** `query`: of a check. `expression`: over one row of `table`. */
  readonly role: "sql" | "undo" | "index" | "query" | "expression";
  /** Of an expression: the table whose row it sees, as the plan names it. */
  readonly table?: string;
  /** Of an expression: the column it is for; none for a filter. */
  readonly column?: string;
}
export interface ReadText extends PlanText {
  readonly statements: readonly Statement[];
  readonly columns: readonly ColumnUse[];
}
export interface UnreadableText extends PlanText {
  readonly message: string;
  /** One-based, in the text. */
  readonly textLine: number;
  readonly textColumn: number;
}

/** Reads every piece of SQL of a plan with the engine's parser. */
export async function readPlanSql(
  document: PlanDocument,
  reader: StatementReader,
): Promise<{ readonly texts: readonly ReadText[]; readonly unreadable: readonly UnreadableText[] }> {
  const texts: ReadText[] = [];
  const unreadable: UnreadableText[] = [];
  const fail = (text: PlanText, error: unknown) => {
    if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
    const [detail] = error.details;
    unreadable.push({
      ...text,
      message: detail?.message ?? error.message,
      textLine: detail?.line ?? 1,
      textColumn: detail?.column ?? 1,
    });
  };
  for (const name of stepsOf(document).flatMap(tableNameOf)) {
    try {
      reader.parseTable(name.text);
    } catch (error) {
      fail(name, error);
    }
  }
  for (const text of stepsOf(document).flatMap(textsOf)) {
    try {
      const isExpression = text.role === "expression";
      texts.push({
        ...text,
        statements: isExpression ? [] : await reader.read(text.text),
        columns: isExpression ? await reader.readExpression(text.text) : [],
      });
    } catch (error) {
      fail(text, error);
    }
  }
  return { texts, unreadable };
}

function tableNameOf(placed: PlacedStep): readonly PlanText[] {
  const { phase, index, step } = placed;
  const at = (path: Path, text: string): PlanText => ({
    placed,
    path: ["phases", phase, index, ...path],
    text,
    role: "expression",
  });
  if ("sync" in step) return [at(["sync", "table"], step.sync.table)];
  if ("backfill" in step) return [at(["backfill", "table"], step.backfill.table)];
  if (!("check" in step) || !("copy" in step.check)) return [];
  const { from, to } = step.check.copy;
  return [at(["check", "copy", "from"], from), at(["check", "copy", "to"], to)];
}

const NO_SQL = new Set(["none", "keep"]);

function textsOf(placed: PlacedStep): readonly PlanText[] {
  const { phase, index, step } = placed;
  const at = (...path: PropertyKey[]): Path => ["phases", phase, index, ...path];
  const text = (role: PlanText["role"], path: Path, sql: string): PlanText => ({ placed, path, text: sql, role });
  const undo =
    "undo" in step && step.undo !== undefined && !NO_SQL.has(step.undo) ? [text("undo", at("undo"), step.undo)] : [];
  if ("sql" in step) return [text("sql", at("sql"), step.sql), ...undo];
  if ("index" in step) return [text("index", at("index"), step.index), ...undo];
  if ("check" in step) {
    const { check } = step;
    if ("none" in check) return [text("query", at("check", "none"), check.none)];
    if ("equal" in check) return check.equal.map((query, side) => text("query", at("check", "equal", side), query));
  }
  const expressions = (
    table: string,
    path: Path,
    map: Readonly<Record<string, string>> | undefined,
  ): readonly PlanText[] =>
    Object.entries(map ?? {}).map(([column, sql]) => ({
      placed,
      path: [...path, column],
      text: sql,
      role: "expression",
      table,
      column,
    }));
  if ("sync" in step) {
    const { table, to, back } = step.sync;
    return [...expressions(table, at("sync", "to"), to), ...expressions(table, at("sync", "back"), back)];
  }
  if ("check" in step && "copy" in step.check) {
    return expressions(step.check.copy.from, at("check", "copy", "columns"), step.check.copy.columns);
  }
  if (!("backfill" in step)) return [];
  const { table, set, where } = step.backfill;
  const filter: readonly PlanText[] =
    where === undefined ? [] : [{ placed, path: at("backfill", "where"), text: where, role: "expression", table }];
  return [...expressions(table, at("backfill", "set"), set), ...filter];
}
