import type { Finding } from "#core/domain/finding.ts";
import type { Statement } from "#core/engines/statement-reader.ts";
import { checkStatementNames } from "./check-names.ts";
import { findingAt, type StepUnderCheck, type Told } from "./plan-check.ts";
import type { ReadText } from "./read-plan-sql.ts";

/** Checks the SQL of a step statement by statement, and moves the schema on. */
export function checkStatements(step: StepUnderCheck): readonly Finding[] {
  const findings: Finding[] = [];
  for (const text of step.own) {
    if (text.role === "expression") continue;
    // An undo runs by itself, later: its statements see what those before them in it have left.
    const schema = text.role === "undo" ? step.schema.fork() : step.schema;
    if (text.statements.length === 0) findings.push(findingAt(step, { path: text.path }, EMPTY));
    for (const statement of text.statements) {
      findings.push(...checkStatementNames(step, text, statement, schema));
      findings.push(...CHECKS[text.role](step, text, statement));
      if (text.role !== "query") schema.apply(statement, step.placed.id);
    }
  }
  return findings;
}

const EMPTY: Told = { rule: "empty-sql", severity: "error", message: "There is no statement here, only comments" };

type Check = (step: StepUnderCheck, text: ReadText, statement: Statement) => readonly Finding[];

const CHECKS: Record<Exclude<ReadText["role"], "expression">, Check> = {
  sql: (step, text, statement) => [
    ...transactional(step, text, statement),
    ...misplaced(step, text, statement),
    ...combined(step, text, statement),
  ],
  undo: (step, text, statement) => [...transactional(step, text, statement), ...concurrentUndo(step, text, statement)],
  index: indexStep,
  query: reading,
};

const at = (step: StepUnderCheck, text: ReadText, { line, column }: Statement, told: Told): readonly Finding[] => [
  findingAt(step, { path: text.path, within: { line, column } }, told),
];

const CONTROL = /^(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END|PREPARE|ATTACH|DETACH DATABASE|VACUUM$)/;

function transactional(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  if (!CONTROL.test(statement.label)) return [];
  return at(step, text, statement, {
    rule: "transaction-control",
    severity: "error",
    message: `${statement.label} cannot be part of a step: Sluice opens and ends its transaction`,
    fix: "Take it out.",
  });
}

/** An undo runs in one transaction, whatever it undoes. */
function concurrentUndo(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  if (!/\bINDEX\s+CONCURRENTLY\b/i.test(statement.text) && !/\bCONCURRENTLY\b/i.test(statement.label)) return [];
  return at(step, text, statement, {
    rule: "concurrently-in-undo",
    severity: "error",
    message: "CONCURRENTLY cannot run inside a transaction, and an undo is one",
    fix: "Write the step as an `index` step: Sluice undoes it without blocking anybody.",
  });
}

function misplaced(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  const { phase, why } = statement.placement;
  if (phase !== "contract" || step.placed.phase === "contract") return [];
  const touched = [...statement.drops.tables, ...statement.tables];
  const isOfThisPlan =
    touched.length > 0 &&
    touched.every((table) => {
      const look = step.schema.look(table);
      return "table" in look && look.table.isNew;
    });
  if (isOfThisPlan) return [];
  return at(step, text, statement, {
    rule: "out-of-phase",
    severity: "warning",
    message: `${statement.label} in ${step.placed.phase}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
    fix: "Move it to contract, after the cut-over.",
  });
}

/** A long statement runs without lock timeout only when it is alone. */
function combined(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  if (statement.locks.form !== "long" || text.statements.length === 1) return [];
  return at(step, text, statement, {
    rule: "long-statement-combined",
    severity: "warning",
    message: `${statement.label} may take long; together with others it holds their locks until it ends`,
    fix: "Give it a step of its own.",
  });
}

function indexStep(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  const { creates, drops } = statement;
  if (text.statements.length > 1 || creates.indexes.length + drops.indexes.length !== 1) {
    if (text.statements[0] !== statement) return [];
    return at(step, text, statement, {
      rule: "index-step",
      severity: "error",
      message: "An index step holds one CREATE INDEX with a name, or one DROP INDEX of one index",
      fix: "Make a step of each; put other statements into a `sql` step.",
    });
  }
  const hasUndo = "undo" in step.placed.step && step.placed.step.undo !== undefined;
  if (drops.indexes.length === 0 || hasUndo) return [];
  return at(step, text, statement, {
    rule: "index-undo-missing",
    severity: "error",
    message: "A DROP INDEX must say how it is undone",
    fix: "Add `undo:` with the CREATE INDEX that brings it back, or `undo: none`.",
  });
}

function reading(step: StepUnderCheck, text: ReadText, statement: Statement): readonly Finding[] {
  if (text.statements.length > 1) {
    if (text.statements[0] !== statement) return [];
    return at(step, text, statement, {
      rule: "check-query",
      severity: "error",
      message: "A check holds one query, not several statements",
    });
  }
  if (statement.readOnly) return [];
  return at(step, text, statement, {
    rule: "check-query",
    severity: "error",
    message: `A check only reads, and this is ${statement.label}`,
    fix: "Write a SELECT without locking and without changes.",
  });
}
