import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Connection } from "#core/engines/connection.ts";
import { createPostgresStatements } from "#core/engines/postgres/postgres-statements.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";

export interface StepRun {
  readonly steps: readonly CompiledStep[];
  /** Carries out steps that were not, up to the `count`-th (all without it). */
  forward(count?: number): Promise<void>;
  /** Undoes what was carried out, last first. A point of no return throws. */
  back(): Promise<void>;
}

/** The steps of a plan with literal phases, carried out as workers do but without ledger, batches and retries. */
export async function runSteps(document: PlanDocument, connection: Connection): Promise<StepRun> {
  const steps = await compilePlan(document, { statements: createPostgresStatements() });
  await connection.query("CREATE SCHEMA IF NOT EXISTS sluice; GRANT USAGE ON SCHEMA sluice TO PUBLIC");
  let done = 0;
  const each = async (step: CompiledStep, work: () => Promise<void>) => {
    await work().catch((error: unknown) => {
      throw new Error(`${step.id}, ${step.title}: ${String(error)}`, { cause: error });
    });
  };
  return {
    steps,
    async forward(count = steps.length) {
      for (const step of steps.slice(done, count)) {
        await each(step, () => carryOut(connection, step));
        done += 1;
      }
    },
    async back() {
      for (const step of steps.slice(0, done).toReversed()) {
        await each(step, () => undo(connection, step));
        done -= 1;
      }
    },
  };
}

/** Rows as a backfill found them. */
const KEPT = "pg_temp.sluice_kept";

async function carryOut(connection: Connection, { work, undo }: CompiledStep): Promise<void> {
  switch (work.kind) {
    case "sql":
      return work.form === "long"
        ? await alone(connection, work.statements)
        : await together(connection, work.statements);
    case "index":
      return await buildIndex(connection, work.statement);
    case "backfill": {
      const set = Object.entries(work.set).map(
        ([column, expression]) => `"${column.replaceAll('"', '""')}" = (${expression})`,
      );
      const where = work.where === null ? "" : ` WHERE ${work.where}`;
      return await together(connection, [
        ...(undo.kind === "restore" ? [`CREATE TEMP TABLE ${KEPT} AS SELECT * FROM ${work.table}${where}`] : []),
        "SET LOCAL sluice.backfill = 'on'",
        ...(work.triggers === "quiet" ? ["SET LOCAL session_replication_role = 'replica'"] : []),
        `UPDATE ${work.table} SET ${set.join(", ")}${where}`,
      ]);
    }
    case "check":
      return await assertCheck(connection, work);
    case "gate":
    case "soak":
      return;
    case "sync":
      throw new Error("A generated plan has no sync step: its triggers are SQL");
  }
}

async function restore(connection: Connection, { work }: CompiledStep): Promise<void> {
  if (work.kind !== "backfill") throw new Error("Only a backfill keeps old values");
  const { rows } = await connection.query(
    "SELECT a.attname AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = $1::regclass AND i.indisprimary",
    [work.table],
  );
  const quote = (name: unknown) => `"${String(name).replaceAll('"', '""')}"`;
  const set = Object.keys(work.set).map((column) => `${quote(column)} = k.${quote(column)}`);
  const key = rows.map(({ name }) => `t.${quote(name)} = k.${quote(name)}`);
  await together(connection, [
    "SET LOCAL sluice.backfill = 'on'",
    `UPDATE ${work.table} t SET ${set.join(", ")} FROM ${KEPT} k WHERE ${key.join(" AND ")}`,
    `DROP TABLE ${KEPT}`,
  ]);
}

async function undo(connection: Connection, step: CompiledStep): Promise<void> {
  const { undo: how } = step;
  switch (how.kind) {
    case "restore":
      return await restore(connection, step);
    case "sql": {
      const isConcurrent = how.statements.some((statement) => /\bCONCURRENTLY\b/i.test(statement));
      return isConcurrent ? await alone(connection, how.statements) : await together(connection, how.statements);
    }
    case "index":
      return await buildIndex(connection, how.statement);
    case "nothing":
    case "kept":
      return;
    default:
      throw new Error(`Cannot be undone here: ${how.summary}`);
  }
}

async function alone(connection: Connection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await connection.query(statement);
}

async function together(connection: Connection, statements: readonly string[]): Promise<void> {
  await connection.query("BEGIN");
  try {
    await alone(connection, statements);
    await connection.query("COMMIT");
  } catch (error) {
    await connection.query("ROLLBACK");
    throw error;
  }
}

const buildIndex = (connection: Connection, statement: string) =>
  alone(connection, [
    /\bCONCURRENTLY\b/i.test(statement) ? statement : statement.replace(/\bINDEX\b/i, "INDEX CONCURRENTLY"),
  ]);

async function assertCheck(
  connection: Connection,
  { name, none, equal, copy }: Extract<CompiledStep["work"], { kind: "check" }>,
): Promise<void> {
  if (copy) throw new Error(`Check ${name}: copies are not compared here`);
  if (none !== null) {
    const { rows } = await connection.query(none);
    if (rows.length > 0) throw new Error(`Check ${name} found ${rows.length} rows, such as ${JSON.stringify(rows[0])}`);
  }
  if (equal !== null) {
    const [one, other] = [await connection.query(equal[0]), await connection.query(equal[1])];
    if (JSON.stringify(Object.values(one.rows[0] ?? {})) !== JSON.stringify(Object.values(other.rows[0] ?? {})))
      throw new Error(`Check ${name}: ${JSON.stringify(one.rows)} is not ${JSON.stringify(other.rows)}`);
  }
}
