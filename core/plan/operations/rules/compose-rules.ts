import type { Phase } from "#core/domain/phase.ts";
import type { IgnoredRule, SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { VersionedAccess } from "#core/domain/plan-operation.ts";
import { durationMs } from "../../duration.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { acceptedOnce } from "./accepted-once.ts";
import { checkRules } from "./check-rules.ts";
import type { ColumnRule } from "./column-rule.ts";
import { type AccessParts, composeAccess } from "./compose-access.ts";
import { composeTable, type TablePlan } from "./compose-table.ts";
import { contractStep } from "./contract-of.ts";
import { PlanNames } from "./plan-names.ts";
import { releasedTable } from "./released-table.ts";
import { hasOld, originOf } from "./table-rules.ts";
import { tryRules } from "./try-rules.ts";

export type PhasesOf = { readonly [P in Phase]?: readonly StepDocument[] };

const NO_ACCESS: AccessParts = {
  expand: [],
  publish: [],
  contractOf: () => [],
  contractEnd: [],
  beforeDropOf: () => [],
};

export interface ComposedRules {
  readonly phases: PhasesOf;
  readonly notes: readonly string[];
}

/** One trigger, one backfill and one contract transaction a table, of all rules on it. */
export async function composeRules(
  given: readonly ColumnRule[],
  context: OperationContext,
  access: VersionedAccess | null,
): Promise<ComposedRules> {
  if (given.length === 0) return { phases: {}, notes: [] };
  const rules = given.map((rule) => withoutViewsOf(rule, access));
  checkRules(rules);
  const tried = await tryRules(rules, context);
  const names = new PlanNames(context.tag);
  const plans: TablePlan[] = [];
  for (const of of byTable(rules)) {
    plans.push(await composeTable(of, { context, names, access, volatile: tried.volatile }));
  }
  const released = plans.map(({ table }) => ({ ...releasedTable(table), table: asRead(table.table, given) }));
  const views = access ? await composeAccess(released, access, context) : NO_ACCESS;
  return {
    phases: {
      expand: [...fromAll(views.expand, plans), ...plans.flatMap((it) => it.expand)],
      backfill: plans.flatMap((it) => it.backfill),
      verify: plans.flatMap((it) => it.verify),
      cutover: [...fromAll(views.publish, plans), gateOf(plans)],
      contract: contractPhase(plans, views),
    },
    notes: [...tried.notes, ...plans.flatMap((it) => it.notes)],
  };
}

const keyOf = ({ ref }: ColumnRule["table"]): string => JSON.stringify([ref.schema, ref.name]);
const byTable = (rules: readonly ColumnRule[]): readonly (readonly ColumnRule[])[] => [
  ...Map.groupBy(rules, (it) => keyOf(it.table)).values(),
];

/** Views of the releases are Sluice's own: contract does not make them again as dependents of a column. */
const withoutViewsOf = (rule: ColumnRule, access: VersionedAccess | null): ColumnRule => ({
  ...rule,
  table: {
    ...rule.table,
    views: rule.table.views.filter(({ ref }) => ref.schema !== access?.old && ref.schema !== access?.new),
  },
});
const asRead = (table: OperationTable, rules: readonly ColumnRule[]): OperationTable =>
  rules.find((rule) => rule.table.oid === table.oid)?.table ?? table;
const fromAll = (steps: readonly SqlStep[], plans: readonly TablePlan[]): readonly SqlStep[] =>
  steps.map((step) => ({ ...step, from: originsOf(plans) }));

function gateOf(plans: readonly TablePlan[]): StepDocument {
  const columns = plans.flatMap(({ table }) =>
    table.rules.flatMap(({ new: added }) => added.map(({ place }) => `${table.table.ref.name}.${place.after}`)),
  );
  const goes = plans.some(({ table }) => table.rules.some((it) => it.old.length > 0));
  const asks = [
    `Is the release that uses ${columns.join(", ")} on every host`,
    ...(goes ? [", and does nothing use the old form any more"] : []),
  ];
  return { gate: { ask: `${asks.join("").slice(0, 498)}?` }, from: originsOf(plans) };
}

const originsOf = (plans: readonly TablePlan[]): string =>
  [...new Set(plans.map(({ table }) => originOf(table)))].join(", ").slice(0, 300);

function contractPhase(plans: readonly TablePlan[], views: AccessParts): readonly StepDocument[] {
  const groups = [...Map.groupBy(plans, togetherOf).values()];
  const soak = plans
    .flatMap(({ table }) => table.soak ?? [])
    .toSorted((a, b) => durationMs(b) - durationMs(a))
    .at(0);
  const last = groups.filter((group) => group.some((it) => it.last.length > 0));
  return [
    ...plans.flatMap((it) => it.preflight),
    ...plans.flatMap((it) => it.before),
    ...groups.map((group, index) =>
      contractStep(
        [
          ...group.flatMap((it) => [...views.contractOf(it.table.table), ...it.contract]),
          ...(index === groups.length - 1 ? views.contractEnd : []),
        ],
        {
          name: `Leave the new form of ${tablesOf(group)} alone`.slice(0, 120),
          from: originsOf(group),
          dropsFlags: group.every(({ table }) => !hasOld(table)),
          isFinal: group.some(({ table }) => table.soak === null && table.rules.some((it) => it.old.length > 0)),
        },
      ),
    ),
    ...plans.flatMap((it) => it.after),
    ...(soak === undefined
      ? []
      : [
          {
            soak: {
              for: soak,
              why: "The old columns are kept in step under other names: until now a rollback loses nothing",
            },
            from: originsOf(plans),
          },
        ]),
    ...last.map((group) => ({
      sql: group
        .flatMap((it) => (it.last.length > 0 ? [...views.beforeDropOf(it.table.table), ...it.last] : []))
        .join(";\n"),
      undo: "none",
      ...ignoring(group.flatMap((it) => it.lastIgnore)),
      name: `Drop the old form of ${tablesOf(group)}: the point of no return`.slice(0, 120),
      from: originsOf(group),
    })),
  ];
}

const ignoring = (rules: readonly IgnoredRule[]) => (rules.length > 0 ? { ignore: acceptedOnce(rules) } : {});

const tablesOf = (plans: readonly TablePlan[]): string => plans.map(({ table }) => table.table.ref.name).join(", ");

const togetherOf = ({ table }: TablePlan): string => {
  const word = table.rules.map(({ rule }) => rule.together).find((it) => it !== undefined);
  return word ?? keyOf(table.table);
};
