import { expect, inject, onTestFinished, test } from "vitest";
import { redisUrl } from "../databases.ts";
import { DoomedWorkers } from "./doomed-workers.ts";
import type { Kill } from "./kills-of.ts";
import { OPERATION_CASES } from "./operation-cases.ts";
import { openHouse } from "./operations-house.ts";
import { tryOperation } from "./try-operation.ts";

const BETWEEN = /^CREATE .*INDEX CONCURRENTLY|^DELETE FROM sluice\.index_build/;

/** Of the first step that builds an index: after the build, and before the end of what is written about it. */
function betweenBuildAndLedger(kills: readonly Kill[]): readonly Kill[] {
  const between = kills.filter(({ point, during }) => during === "do" && BETWEEN.test(point.sql));
  return between.filter(({ point }) => point.session === between[0]?.point.session);
}

test("an index build that is cut off before its ledger row is finished when resumed, and dropped when rolled back", {
  timeout: 180_000,
}, async () => {
  const [operationCase] = OPERATION_CASES.filter(({ name }) => name === "create-index");
  if (!operationCase) throw new Error("There is no such case");
  const house = await openHouse({ dir: inject("serversDir"), redisUrl: redisUrl(7) });
  onTestFinished(() => house[Symbol.asyncDispose]());
  await using doomed = new DoomedWorkers(house.env);
  const tried = await tryOperation(house, doomed, operationCase, {
    version: "18",
    rows: 50,
    choose: betweenBuildAndLedger,
  });
  expect(tried).toMatchObject({ killed: 2, lives: 6, different: [], stuck: [] });
});
