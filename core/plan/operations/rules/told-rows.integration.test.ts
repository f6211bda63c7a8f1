import { randomUUID } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { postgresOperationSql } from "#core/engines/postgres/postgres-operation-sql.ts";
import { createPostgresStatements } from "#core/engines/postgres/postgres-statements.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { toldRows } from "./told-rows.ts";

const engine = engineOf("postgresql");

test("a proof that reads many rows is not cut off by the timeout of short statements", async () => {
  const { address, exec } = await targetDatabase("postgresql", {});
  await exec("CREATE TABLE t (id int)");
  // Enough for the others, however busy the machine is.
  const connection = await engine.connect(address, { applicationName: "test", statementTimeoutMs: 3_000 });
  onTestFinished(() => connection.close());
  await engine.ddl.prepareTarget(connection);
  const undo = toldRows(
    {
      table: { ref: { schema: "public", name: "t" }, constraints: [] },
      prove: "PERFORM pg_sleep(4)",
      error: "check_violation",
      rows: "t",
      told: () => ["", ""],
    },
    postgresOperationSql,
  );
  const statements = (await createPostgresStatements().read(undo)).map(({ text }) => text);
  const ledger = { runId: randomUUID(), stepId: "verify.1", direction: "undo" } as const;
  expect(await engine.ddl.runShort(connection, { ledger, statements, lockTimeoutMs: 400 })).toBe("done");
  const { rows } = await connection.query("SELECT current_setting('statement_timeout') AS after");
  expect(rows).toEqual([{ after: "3s" }]);
});
