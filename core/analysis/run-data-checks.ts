import type { DataCheckKind } from "#core/domain/data-check.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Connection } from "#core/engines/connection.ts";
import { notKnown } from "#core/engines/data-check-answer.ts";
import type { DataCheckLimits, DataCheckResult } from "#core/engines/data-checks.ts";
import type { Engine } from "#core/engines/engine.ts";
import { tableName } from "#core/plan/same-table.ts";
import { type PlanQuestion, planQuestions } from "./plan-questions.ts";

/** One answer of a target's rows to what a step needs of them. */
export interface PlanDataCheck extends DataCheckResult {
  readonly step: StepId;
  /** Whether the step itself asks, or what undoes it. */
  readonly direction: "do" | "undo";
  readonly table: string;
}

export interface DataCheckHost {
  /** A session; called again where the one before was lost. */
  open(): Promise<Connection>;
  readonly limits: DataCheckLimits;
  /** Milliseconds for all checks of a plan. */
  readonly totalMs: number;
}

/** Asks a target's rows all that a plan needs of them, one question after another. Never writes. */
export async function runDataChecks(
  document: PlanDocument,
  engine: Engine,
  host: DataCheckHost,
): Promise<readonly PlanDataCheck[]> {
  const questions = await planQuestions(document, engine);
  const endsAt = performance.now() + host.totalMs;
  const known = new Map<string, DataCheckResult>();
  const answers: PlanDataCheck[] = [];
  const session = new Session(engine, host);
  for (const { step, direction, table, ask } of questions) {
    const key = JSON.stringify([ask, table]);
    const isLate = performance.now() > endsAt;
    const answer = known.get(key) ?? (isLate ? late(ask) : await session.answer(ask));
    if (!answer) continue;
    known.set(key, answer);
    answers.push({ step, direction, table: tableName(table), ...answer });
  }
  return answers;
}

type Ask = PlanQuestion["ask"];

const kindOf = (ask: Ask): DataCheckKind =>
  !("rule" in ask) ? "check" : ask.rule.kind === "type" ? "cast" : ask.rule.kind;

function withoutRows(ask: Ask, message: string): DataCheckResult {
  const subject = "validate" in ask ? ask.validate : ask.rule.kind === "unique" ? ask.rule.label : ask.rule.kind;
  return { ...notKnown({ check: kindOf(ask), subject, sql: "" }, message), ms: 0 };
}

const late = (ask: Ask): DataCheckResult =>
  withoutRows(ask, "The time for all checks together was up before it was asked.");

/** A statement that took too long may have cost the session: the next question gets a new one. */
class Session {
  readonly #engine: Engine;
  readonly #host: DataCheckHost;
  #connection: Connection | null = null;

  constructor(engine: Engine, host: DataCheckHost) {
    this.#engine = engine;
    this.#host = host;
  }

  /** `null`: there is nothing to ask, such as of a constraint that is valid already. */
  async answer(ask: Ask): Promise<DataCheckResult | null> {
    if ("unknown" in ask) return withoutRows(ask, `${ask.unknown}: there are no rows to look at yet.`);
    const isNew = this.#connection === null;
    try {
      return await this.#ask(ask);
    } catch (error) {
      if (isNew || this.#engine.errors.classify(error) !== "connection") throw error;
      this.#connection = null;
      return await this.#ask(ask);
    }
  }

  async #ask(ask: Exclude<Ask, { unknown: string }>): Promise<DataCheckResult | null> {
    const { dataChecks } = this.#engine;
    this.#connection ??= await this.#host.open();
    if (!("validate" in ask)) return await dataChecks.check(this.#connection, ask, this.#host.limits);
    const rule = await dataChecks.unvalidated(this.#connection, ask.source, ask.validate);
    if (!rule) return null;
    const references = rule.kind === "foreign key" ? { table: rule.references, layers: [] } : null;
    return await dataChecks.check(this.#connection, { rule, source: ask.source, references }, this.#host.limits);
  }
}
