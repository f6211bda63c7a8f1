import { expect, test } from "vitest";
import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import { planOperation } from "#contracts/plan-operation.ts";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";
import { draftsOfPlan } from "#features/plans/operations/drafts-of-plan.ts";
import { specOfDraft } from "#features/plans/operations/spec-of-draft.ts";
import { OPERATION_CASES } from "./operation-cases.ts";

const examples = Object.values(OPERATIONS).map(({ name, example }) => ({ [name]: example }));
const cases = OPERATION_CASES.flatMap(({ change }) => ("operations" in change ? change.operations : []));

test.each([...examples, ...cases].map((it) => [JSON.stringify(it).slice(0, 100), it] as const))(
  "the form gives back what it was opened with: %s",
  (_, given) => {
    const operation = planOperation.parse(given) as never;
    const drafts = draftsOfPlan({ operations: [operation] });
    const again = drafts.map(({ name, fields }) => ({ [name]: specOfDraft(fieldsOfOperation(name), fields) }));
    expect(again.map((it) => planOperation.parse(it))).toEqual([operation]);
    expect(drafts.map(({ name }) => name)).toEqual(Object.keys(given) as OperationName[]);
  },
);
