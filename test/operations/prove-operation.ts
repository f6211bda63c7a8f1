import { expect, onTestFinished } from "vitest";
import type { Finding } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { Connection } from "#core/engines/connection.ts";
import { expandOperations } from "#core/plan/expand-operations.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import { type TargetDatabase, targetDatabase } from "../databases.ts";
import { engineOf } from "../engine-fixtures.ts";
import { compareDatabases } from "./compare-databases.ts";
import { leftovers } from "./leftovers.ts";
import type { OperationCase } from "./operation-case.ts";
import { runSteps } from "./run-steps.ts";

const engine = engineOf("postgresql");
const LONG_WAY = 1_000;

/** The plan that an operation becomes on a database with the case's schema and rows. */
export async function expandedOn(target: TargetDatabase, { name, change }: Pick<OperationCase, "name" | "change">) {
  const connection = await engine.connect(target.address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  const [row] = await target.exec("SELECT current_setting('server_version_num')::int AS version");
  const document: PlanDocument = {
    sluice: 1,
    name,
    title: name,
    engine: "postgresql",
    operations: "operations" in change ? (change.operations as unknown as readonly PlanOperation[]) : [],
    phases: {},
  };
  const { catalog, sql } = engine.operations ?? missing();
  const context = { version: Number(row?.version), catalog: catalog(connection), sql };
  const expanded = await expandOperations(document, context);
  return { ...expanded, connection };
}
const missing = (): never => {
  throw new Error("PostgreSQL has no operations");
};

/**
 * That an operation reaches what its oracle does and leaves nothing else; that a rollback from behind every step leaves what
 * was there at the start; and that its plan passes its own review.
 */
export async function proveOperation(given: OperationCase, version: PostgresMajor, rows = 50): Promise<void> {
  const filled = async () => {
    const target = await targetDatabase("postgresql", { version });
    await target.exec(given.setup);
    await target.exec(given.fill(rows));
    await target.exec("ANALYZE");
    return target;
  };
  const [start, wanted, work] = [await filled(), await filled(), await filled()];
  await wanted.exec(given.oracle);
  const { document, connection } = await expandedOn(work, given);
  const told = worthTelling(await findingsOf(document, connection));
  const run = await runSteps(document, connection);
  const ends = run.steps.findIndex(({ undo }) => undo.kind === "none");
  const { unforeseen } = given;
  for (let count = 1; count <= Math.min(ends < 0 ? run.steps.length : ends, LONG_WAY); count++) {
    await run.forward(count);
    await run.back();
    const title = run.steps[count - 1]?.title;
    const found = await compareDatabases(start.exec, work.exec, { unforeseen });
    expect(found, `rolled back from “${title}”`).toEqual([]);
    expect(await leftovers(work.exec), `rolled back from “${title}”`).toEqual([]);
  }
  await run.forward();
  expect(await compareDatabases(wanted.exec, work.exec, { unforeseen })).toEqual([]);
  expect(await leftovers(work.exec)).toEqual([]);
  expect(told).toEqual([]);
}

/** What a reviewer of the plan would be told. */
export async function findingsOf(document: PlanDocument, connection: Connection): Promise<readonly Finding[]> {
  const open = async () => ({
    engine,
    connection,
    databaseName: "target",
    [Symbol.asyncDispose]: async () => undefined,
  });
  const deps = { targets: { engine: () => engine, open } } as unknown as Needs<"targets">;
  const { findings } = await checkPlanText(deps, { text: JSON.stringify(document), databaseId: "target" });
  return findings;
}

const worthTelling = (findings: readonly Finding[]) =>
  findings
    .filter(({ severity, suppressed }) => severity !== "note" && !suppressed)
    .map(({ rule, severity, message, step }) => ({ rule, severity, message, step }));
