import { expect, test } from "vitest";
import type { Connection, Row } from "../connection.ts";
import { postgresLateCommits } from "./postgres-late-commits.ts";

const UNTIED: Row = { backend: "transaction 7", tied: false };

/** Answers one look after the other; the last one again and again. */
function answering(looks: readonly (readonly Row[])[]): Connection {
  let asked = 0;
  return {
    backend: null,
    query: async () => {
      const rows = looks[Math.min(asked++, looks.length - 1)] ?? [];
      return { rows, rowCount: rows.length, command: "SELECT" };
    },
    cancel: async () => undefined,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

test.each([
  ["ends as one of elsewhere", [[UNTIED], [UNTIED], [UNTIED], []], []],
  ["turns out as one of here", [[UNTIED], [UNTIED], [{ backend: "12", tied: true }]], [{ backend: "12" }]],
  ["is never told apart: it is waited for", [[UNTIED]], [{ backend: "transaction 7" }]],
  ["was not there at the first look: it began later", [[], [UNTIED]], []],
])("a transaction whose session is not known %s", async (_what, looks, told) => {
  expect(await postgresLateCommits.older(answering(looks), "9")).toMatchObject(told);
});
