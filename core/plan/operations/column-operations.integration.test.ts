import { describe, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { addColumn } from "#test/operations/cases/add-column.ts";
import { changeType } from "#test/operations/cases/change-type.ts";
import { dropColumn } from "#test/operations/cases/drop-column.ts";
import { mergeColumns } from "#test/operations/cases/merge-columns.ts";
import { removeEnumValue } from "#test/operations/cases/remove-enum-value.ts";
import { renameColumn } from "#test/operations/cases/rename-column.ts";
import { reorderEnum } from "#test/operations/cases/reorder-enum.ts";
import { setNotNull } from "#test/operations/cases/set-not-null.ts";
import { splitColumn } from "#test/operations/cases/split-column.ts";
import { expectCase } from "#test/operations/expect-case.ts";

const CASES = [
  ...addColumn,
  ...changeType,
  ...dropColumn,
  ...mergeColumns,
  ...removeEnumValue,
  ...renameColumn,
  ...reorderEnum,
  ...setNotNull,
  ...splitColumn,
];

describe.each(engineFixtures().filter((it) => it.dialect === "postgresql"))("$label", (fixture) => {
  test.each(CASES)("$name: every step and back, and the end is as by hand", async (given) => {
    await expectCase(fixture, given);
  });
});
