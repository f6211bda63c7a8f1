import { describe, expect, onTestFinished, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { expandOperations } from "#core/plan/expand-operations.ts";
import { targetDatabase } from "../databases.ts";
import { engineOf } from "../engine-fixtures.ts";
import { postgresVersions } from "../servers.ts";
import { addCheck } from "./cases/add-check.ts";
import { addEnumValue } from "./cases/add-enum-value.ts";
import { addForeignKey } from "./cases/add-foreign-key.ts";
import { addPrimaryKey } from "./cases/add-primary-key.ts";
import { addUnique } from "./cases/add-unique.ts";
import { comment } from "./cases/comment.ts";
import { createIndex } from "./cases/create-index.ts";
import { createTable } from "./cases/create-table.ts";
import { dropConstraint } from "./cases/drop-constraint.ts";
import { dropDefault } from "./cases/drop-default.ts";
import { dropIndex } from "./cases/drop-index.ts";
import { dropNotNull } from "./cases/drop-not-null.ts";
import { dropTable } from "./cases/drop-table.ts";
import { renameConstraint } from "./cases/rename-constraint.ts";
import { renameEnumValue } from "./cases/rename-enum-value.ts";
import { renameTable } from "./cases/rename-table.ts";
import { replaceIndex } from "./cases/replace-index.ts";
import { setDefault } from "./cases/set-default.ts";
import { setReplicaIdentity } from "./cases/set-replica-identity.ts";
import { sql } from "./cases/sql.ts";
import { compareDatabases } from "./compare-databases.ts";
import { leftovers } from "./leftovers.ts";
import type { OperationCase } from "./operation-case.ts";
import { reviewOf } from "./review-of.ts";
import { runSteps } from "./run-steps.ts";

const CASES: readonly OperationCase[] = [
  ...createTable,
  ...renameTable,
  ...dropTable,
  ...dropNotNull,
  ...setDefault,
  ...dropDefault,
  ...comment,
  ...addCheck,
  ...addUnique,
  ...addPrimaryKey,
  ...addForeignKey,
  ...dropConstraint,
  ...renameConstraint,
  ...createIndex,
  ...dropIndex,
  ...replaceIndex,
  ...addEnumValue,
  ...renameEnumValue,
  ...setReplicaIdentity,
  ...sql,
];
const ROWS = 60;
const engine = engineOf("postgresql");

/** A filled database of the case, and a session of Sluice's on it. */
async function prepared({ setup, fill }: OperationCase, version: ReturnType<typeof postgresVersions>[number]) {
  const { address, exec } = await targetDatabase("postgresql", { version });
  await exec(setup);
  await exec(fill(ROWS));
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  return { exec, connection };
}

async function expanded({ name, change }: OperationCase, { connection }: Awaited<ReturnType<typeof prepared>>) {
  if (!("operations" in change) || !engine.operations) throw new Error("A case of an operation names it");
  const operations = change.operations as unknown as readonly PlanOperation[];
  const document: PlanDocument = { sluice: 1, name, title: name, engine: "postgresql", operations, phases: {} };
  const { versionNumber: version } = await engine.introspector.probe(connection);
  const { catalog, sql: text } = { catalog: engine.operations.catalog(connection), sql: engine.operations.sql };
  return (await expandOperations(document, { version, catalog, sql: text })).document;
}

describe.each(postgresVersions())("PostgreSQL %s", (version) => {
  const cases = CASES.filter(({ versions }) => versions?.includes(version) ?? true);
  test.each(cases)(
    "$name: the plan passes its review, comes to what the oracle does, and leaves nothing",
    {
      timeout: 60_000,
    },
    async (operation) => {
      const found = await prepared(operation, version);
      const document = await expanded(operation, found);
      expect(await reviewOf(document, engine, found.connection)).toEqual([]);
      const run = await runSteps(document, found.connection);
      await run.forward();
      const wanted = await prepared(operation, version);
      await wanted.exec(operation.oracle);
      expect(await compareDatabases(wanted.exec, found.exec, { unforeseen: operation.unforeseen })).toEqual([]);
      expect(await leftovers(found.exec)).toEqual([]);
    },
  );

  const undone = cases.filter(({ cannotRollBack }) => cannotRollBack === undefined);
  test.each(undone)(
    "$name: rolled back from after any step, the database is what it was",
    {
      timeout: 120_000,
    },
    async (operation) => {
      const start = await prepared(operation, version);
      const found = await prepared(operation, version);
      const document = await expanded(operation, found);
      const { steps } = await runSteps(document, found.connection);
      const last = steps.findIndex(({ undo }) => undo.kind === "none");
      for (let count = 1; count <= (last < 0 ? steps.length : last); count++) {
        const run = await runSteps(document, found.connection);
        await run.forward(count);
        await run.back();
        expect(
          await compareDatabases(start.exec, found.exec, { unforeseen: operation.unforeseen }),
          `${count}`,
        ).toEqual([]);
        expect(await leftovers(found.exec), `${count}`).toEqual([]);
      }
    },
  );
});
