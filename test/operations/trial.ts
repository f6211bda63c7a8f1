import type { PlanDocument, StepDocument } from "#core/domain/plan-document.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { compareDatabases } from "./compare-databases.ts";
import { expandOn } from "./expand-on.ts";
import { leftovers } from "./leftovers.ts";
import type { OperationCase } from "./operation-case.ts";
import type { Goal } from "./operation-rollout.ts";
import type { House, HouseDatabase } from "./operations-house.ts";

/** A case made ready: what copies are made from, and the databases that a copy is to be like in the end. */
export interface Trial extends AsyncDisposable {
  readonly operationCase: OperationCase;
  readonly document: PlanDocument;
  copy(): Promise<HouseDatabase>;
  /** Where a database is not what the rollout should have made of it, catalog, rows and leftovers. Empty: it is. */
  differences(target: HouseDatabase, goal: Goal, options?: { readonly rows: boolean }): Promise<readonly string[]>;
}

export interface TrialOptions {
  readonly version: PostgresMajor;
  readonly rows: number;
}

export async function prepareTrial(
  house: House,
  operationCase: OperationCase,
  { version, rows }: TrialOptions,
): Promise<Trial> {
  const template = await house.database(version);
  await template.ask(operationCase.setup);
  await template.ask(operationCase.fill(rows));
  await template.ask("ANALYZE");
  const wanted: Record<Goal, HouseDatabase> = {
    succeeded: await house.database(version, { from: template }),
    rolled_back: await house.database(version, { from: template }),
  };
  await wanted.succeeded.ask(operationCase.oracle);
  const document = withShortSoaks(await documentOf(house, operationCase, template));
  return {
    operationCase,
    document,
    copy: () => house.database(version, { from: template }),
    async differences(target, goal, options) {
      const { unforeseen } = operationCase;
      const differences = await compareDatabases(wanted[goal].ask, target.ask, { unforeseen, ...options });
      const left = await leftovers(target.ask);
      return [...differences, ...left.map((what) => `! left behind: ${what}`)];
    },
    async [Symbol.asyncDispose]() {
      for (const database of [template, ...Object.values(wanted)]) await database[Symbol.asyncDispose]();
    },
  };
}

/** A plan written by hand, or what the operations become on this very database. */
async function documentOf(
  { deps }: House,
  { change }: OperationCase,
  { address }: HouseDatabase,
): Promise<PlanDocument> {
  if ("plan" in change) return change.plan;
  await using target = await deps.targets.openAddress("postgresql", address, { applicationName: "sluice:expand" });
  return (await expandOn(target.engine, target.connection, change.operations, change.access)).document;
}

/** Nobody is to be given time here. */
function withShortSoaks(document: PlanDocument): PlanDocument {
  const short = (step: StepDocument): StepDocument =>
    "soak" in step ? { ...step, soak: { ...step.soak, for: "1ms" } } : step;
  const phases = Object.entries(document.phases).map(([phase, steps]) => [phase, steps?.map(short)]);
  return { ...document, phases: Object.fromEntries(phases) };
}
