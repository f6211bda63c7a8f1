import { expect, onTestFinished, test } from "vitest";
import { targetDatabase } from "#test/databases.ts";
import { pgDriver } from "#test/engine-fixtures.ts";
import type { DriverSession, PostgresDriver } from "../drivers.ts";
import { createPostgresEngine } from "./postgres-engine.ts";

/** As a pooler looks from here: its own session id, and in transaction mode another server session each time. */
const pooled = (perTransaction: boolean): PostgresDriver => ({
  async open(address, options) {
    const sessions: DriverSession[] = [await pgDriver.open(address, options), await pgDriver.open(address, options)];
    let turn = 0;
    return {
      backend: "1",
      query: (sql, params) => {
        turn += perTransaction ? 1 : 0;
        return sessions[turn % 2]?.query(sql, params) ?? Promise.reject(new Error("no session"));
      },
      close: async () => void (await Promise.all(sessions.map((session) => session.close()))),
    };
  },
});

test.each([
  [true, "transaction-pooling proxy"],
  [false, "PgBouncer"],
])("a proxy in front of the server is warned about (transaction mode: %s)", async (perTransaction, warning) => {
  const { address } = await targetDatabase("postgresql");
  const engine = createPostgresEngine(pooled(perTransaction));
  const connection = await engine.connect(address, { applicationName: "sluice:test" });
  onTestFinished(() => connection.close());
  const { warnings } = await engine.introspector.probe(connection);
  expect(warnings).toEqual([expect.stringContaining(warning)]);
});
