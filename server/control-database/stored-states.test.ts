import { expect, test } from "vitest";
import { BACKFILL_STATES } from "#core/domain/backfill-state.ts";
import { DIALECTS } from "#core/domain/dialect.ts";
import { MIGRATION_STATES } from "#core/domain/migration-state.ts";
import { ROLES } from "#core/domain/role.ts";
import { RUN_STATES } from "#core/domain/run-state.ts";
import { STEP_STATES } from "#core/domain/step-state.ts";
import { BackfillState, Dialect, MigrationState, Role, RunState, StepState } from "#prisma/client/enums.ts";

test.each([
  ["run", RUN_STATES, RunState],
  ["step", STEP_STATES, StepState],
  ["backfill", BACKFILL_STATES, BackfillState],
  ["migration", MIGRATION_STATES, MigrationState],
  ["role", ROLES, Role],
  ["dialect", DIALECTS, Dialect],
])("the transition table and the control database know the same values: %s", (_what, domain, stored) => {
  expect(Object.keys(stored).toSorted()).toEqual([...domain].toSorted());
});
