import { expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { pooledDriver } from "#test/pooled-driver.ts";
import { createPostgresEngine } from "./postgres-engine.ts";

test.each([
  [true, "transaction-pooling proxy"],
  [false, "PgBouncer"],
])("a proxy in front of the server is warned about (transaction mode: %s)", async (perTransaction, warning) => {
  const { address } = await targetDatabase("postgresql");
  const engine = createPostgresEngine(pooledDriver(perTransaction));
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  const { warnings, pooled } = await engine.introspector.probe(connection);
  expect(pooled).toBe(perTransaction);
  expect(warnings).toEqual([expect.stringContaining(warning)]);
});
