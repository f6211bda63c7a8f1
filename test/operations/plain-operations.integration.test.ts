import { describe, test } from "vitest";
import { engineFixtures } from "../engine-fixtures.ts";
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
import { expectEveryStep } from "./expect-every-step.ts";
import type { OperationCase } from "./operation-case.ts";

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

describe.each(engineFixtures().filter(({ dialect }) => dialect === "postgresql"))("$label", (fixture) => {
  const cases = CASES.filter(({ versions }) => versions?.some((it) => fixture.label.endsWith(` ${it}`)) ?? true);
  test.each(cases)(
    "$name: passes its review, ends as the oracle does, and is undone from after every step",
    {
      timeout: 120_000,
    },
    async ({ setup, fill, change, oracle, unforeseen = [] }) => {
      if (!("operations" in change)) throw new Error("A case of an operation names it");
      // Each by itself: in one script the rows' checks would be pending when a table is changed.
      await expectEveryStep(fixture, {
        setup: `${setup}\n${fill(ROWS)}`,
        operations: change.operations,
        oracle,
        unforeseen,
      });
    },
  );
});
