import { stringify } from "yaml";
import type { Dialect } from "#core/domain/dialect.ts";
import { PHASES, type Phase } from "#core/domain/phase.ts";
import { type StepId, stepIdOf } from "#core/domain/step-id.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";
import { tableName } from "./same-table.ts";
import { titleOfStatement } from "./step-title.ts";

export interface PlanDraft {
  /** YAML. */
  readonly source: string;
  readonly placed: readonly {
    readonly line: number;
    readonly label: string;
    readonly step: StepId;
    readonly why: string;
  }[];
  readonly unplaced: readonly {
    readonly line: number;
    readonly label: string;
    readonly sql: string;
    readonly why: string;
  }[];
}

interface Step {
  readonly statement: Statement;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Said above the step, for its author. */
  readonly comment: string | null;
}

/**
 * Makes a plan of an SQL script: each statement is put into its phase, or it is said why not.
 * @throws DomainError `invalid-plan` with line and column where the script does not parse.
 */
export async function planFromSql(
  reader: StatementReader,
  script: {
    readonly sql: string;
    readonly engine: Dialect;
    readonly name?: string | undefined;
    readonly title?: string | undefined;
  },
): Promise<PlanDraft> {
  const statements = await reader.read(script.sql);
  const phases: Record<Phase, Step[]> = { expand: [], backfill: [], verify: [], cutover: [], contract: [] };
  const placed: PlanDraft["placed"][number][] = [];
  const unplaced: PlanDraft["unplaced"][number][] = [];
  for (const [index, statement] of statements.entries()) {
    const { placement, label, line, text } = statement;
    const fields = placement.phase === null || placement.kind === "check" ? null : fieldsOf(statement, placement.kind);
    if (placement.phase === null || !fields) {
      unplaced.push({ line, label, sql: text, why: placement.why });
      continue;
    }
    const steps = phases[placement.phase];
    placed.push({ line, label, step: stepIdOf(placement.phase, steps.length), why: placement.why });
    steps.push({ statement, fields, comment: commentBefore(script.sql, statements[index - 1], statement) });
  }
  const title = script.title ?? titleFor(statements);
  const name = script.name ?? nameFor(title);
  return { source: yamlOf({ name, title, engine: script.engine }, phases, unplaced), placed, unplaced };
}

function fieldsOf(statement: Statement, kind: "sql" | "index" | "backfill"): Step["fields"] | null {
  if (kind === "index") {
    const needsUndo = statement.drops.indexes.length > 0;
    return { index: statement.text, ...(needsUndo ? { undo: "none" } : {}) };
  }
  if (kind === "backfill") {
    const { update } = statement;
    if (!update) return null;
    return {
      backfill: {
        table: tableName(update.table),
        set: update.set,
        ...(update.where === null ? {} : { where: update.where }),
      },
    };
  }
  return { sql: statement.text, undo: undoFor(statement) };
}

/** What only describes or proves may stay; what takes something away cannot be brought back by a statement. */
function undoFor(statement: Statement): string {
  if (statement.undo !== null) return statement.undo;
  const { phase } = statement.placement;
  return phase === "verify" || /^(COMMENT|ANALYZE)|SET STATISTICS/.test(statement.label) ? "keep" : "none";
}

const titleFor = (statements: readonly Statement[]): string => {
  const main = statements.find(({ placement }) => placement.phase !== null) ?? statements[0];
  return main ? titleOfStatement(main).slice(0, 160) : "Change the schema";
};

const nameFor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 63)
    .replace(/-+$/, "") || "migration";

/** The comment lines that stand right above a statement. */
function commentBefore(sql: string, before: Statement | undefined, { line }: Statement): string | null {
  const lines = sql.split("\n");
  const found: string[] = [];
  for (let at = line - 2; at >= (before ? before.line : 0); at--) {
    const text = lines[at]?.trim() ?? "";
    if (!text.startsWith("--")) break;
    found.unshift(text.replace(/^--+\s?/, ""));
  }
  return found.length > 0 ? found.join("\n") : null;
}

function yamlOf(
  head: { readonly name: string; readonly title: string; readonly engine: Dialect },
  phases: Readonly<Record<Phase, readonly Step[]>>,
  unplaced: PlanDraft["unplaced"],
): string {
  const lines = [stringify({ sluice: 1, ...head }).trimEnd(), "phases:"];
  const used = PHASES.filter((phase) => phases[phase].length > 0);
  for (const phase of used) {
    lines.push(`  ${phase}:`);
    for (const step of phases[phase]) lines.push(...stepLines(step));
  }
  if (used.length === 0) lines[lines.length - 1] = "phases: {}";
  if (unplaced.length > 0) {
    lines.push("", "# Not placed; decide where it belongs, or leave it out:");
    for (const { line, label, why, sql } of unplaced) {
      lines.push(`# line ${line}, ${label}: ${oneLine(why)}`, ...commented(sql, "#   "));
    }
  }
  return `${lines.join("\n")}\n`;
}

function stepLines({ fields, comment }: Step): readonly string[] {
  const [first = "", ...rest] = stringify(fields, { lineWidth: 0, blockQuote: "literal" }).trimEnd().split("\n");
  return [
    ...(comment === null ? [] : commented(comment, "    # ")),
    `    - ${first}`,
    ...rest.map((line) => (line === "" ? "" : `      ${line}`)),
  ];
}

const commented = (text: string, before: string): readonly string[] =>
  text.split("\n").map((line) => `${before}${line}`.trimEnd());
const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
