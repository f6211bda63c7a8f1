import { expect, test } from "vitest";
import { CASES } from "./lock-truth.ts";
import { ruleAlarms } from "./rule-alarms.ts";

const caseOf = (id: string) => {
  const found = CASES.find((it) => it.id === id);
  if (!found) throw new Error(`no case ${id}`);
  return found;
};

test.each([
  ["lock_table", { ofLock: false, ofElse: false }],
  ["truncate", { ofLock: false, ofElse: true }],
  ["drop_table_cascade", { ofLock: false, ofElse: true }],
  ["replica_identity_partitioned", { ofLock: false, ofElse: true }],
  ["add_column_not_null_nodefault_emptytable", { ofLock: true, ofElse: false }],
])("%s: what the rules warn of is told apart from the lock that they name", async (id, alarms) => {
  expect(await ruleAlarms(caseOf(id), 18)).toEqual(alarms);
});
