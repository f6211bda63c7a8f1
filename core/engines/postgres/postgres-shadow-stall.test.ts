import { expect, test } from "vitest";
import type { Connection, Row } from "../connection.ts";
import type { Relations } from "./postgres-shadow-observer.ts";
import { stall } from "./postgres-shadow-stall.ts";

const CITY: Relations = new Map([["7", { name: "city", kind: "table", file: "1", scans: 0 }]]);

const session = (backend: string, answer: (sql: string) => readonly Row[], close = () => {}): Connection => ({
  backend,
  query: async (sql) => ({ rows: answer(sql), rowCount: 0, command: "" }),
  cancel: async () => undefined,
  close: async () => close(),
  [Symbol.asyncDispose]: async () => undefined,
});

test("a statement that comes to its only stop between two looks is seen there all the same", async () => {
  const { promise: statement, resolve: end } = Promise.withResolvers<void>();
  let looks = 0;
  // It waits from the second question on, whichever that is, until the holder is gone.
  const watcher = session("1", (sql) => {
    looks += 1;
    if (looks === 1) return [];
    return sql.includes("pg_blocking_pids") ? [{ pid: "2" }] : [{ oid: "7", mode: "ShareUpdateExclusiveLock" }];
  });
  const opened = [watcher, session("2", () => [], end)];
  const stalled = await stall(async () => opened.shift() ?? watcher, "9", CITY);
  expect(await stalled.during(statement)).toBeNull();
  expect([...stalled.locks()]).toEqual([["7", "SHARE UPDATE EXCLUSIVE"]]);
});
