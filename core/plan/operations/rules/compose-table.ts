import type { BackfillStep, IgnoredRule, SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { VersionedAccess } from "#core/domain/plan-operation.ts";
import type { OperationContext } from "../operation.ts";
import { twinOf } from "../twins/twin-of.ts";
import { acceptedOnce } from "./accepted-once.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { ColumnTwin, ContractStatement } from "./column-twin.ts";
import { contractOf, lastDrops, type NotNullProof } from "./contract-of.ts";
import { oldProofs } from "./old-proofs.ts";
import { placeRules } from "./place-rules.ts";
import type { PlanNames } from "./plan-names.ts";
import { type QuietFill, quietFill } from "./quiet-fill.ts";
import { flagColumns, type SyncObjects, syncObjects } from "./sync-objects.ts";
import { originOf, type PlacedNew, type TableRules } from "./table-rules.ts";
import { verifyRules } from "./verify-rules.ts";
import { WRITERS_MAY_EXECUTE } from "./writers-may-execute.ts";

/** The parts of one table's plan. */
export interface TablePlan {
  readonly table: TableRules;
  readonly expand: readonly StepDocument[];
  readonly backfill: readonly StepDocument[];
  readonly verify: readonly StepDocument[];
  readonly preflight: readonly StepDocument[];
  readonly before: readonly StepDocument[];
  readonly after: readonly StepDocument[];
  readonly contract: readonly ContractStatement[];
  readonly last: readonly string[];
  readonly lastIgnore: readonly IgnoredRule[];
  readonly notes: readonly string[];
}
interface Composing {
  readonly context: OperationContext;
  readonly names: PlanNames;
  readonly access: VersionedAccess | null;
  readonly volatile: ReadonlySet<ColumnRule>;
}

export async function composeTable(rules: readonly ColumnRule[], composing: Composing): Promise<TablePlan> {
  const { context, names, access, volatile } = composing;
  const [first] = rules;
  if (!first) throw new Error("A table without rules has no plan");
  const table = await placeRules({ table: first.table, rules, context, names, access, volatile });
  const sync = syncObjects(table, context.sql);
  const releases = [access?.old ?? [], access?.new ?? []].flat();
  const { spare, soak } = table;
  const twin = await twinOf({ table: table.table, rules, spare, soak, releases }, context);
  const twins = [twin];
  const proofs = table.rules
    .flatMap((rule) => rule.new)
    .filter(({ column }) => column.notNull)
    .map((column): NotNullProof => ({ column, constraint: names.next("nn") }));
  const ways = oldProofs(table, names);
  const fill = await quietFill(table.table, context);
  return {
    table,
    expand: [install(table, sync, context), ...settings(table, twins)],
    backfill: [backfill(table, fill, context)],
    verify: verifyRules({ table, proofs, twins, oldProofs: ways }, context),
    preflight: twin.preflight,
    before: twin.before,
    after: twin.after,
    contract: contractOf({ table, sync, proofs, twins, oldProofs: ways }, context),
    last: lastDrops({ table, sync, twins }, context),
    lastIgnore: acceptedOnce(twin.lastIgnore),
    notes: [...twins.flatMap((it) => it.notes), ...fill.notes, ...notesOf(table)],
  };
}

/** Columns, functions and trigger in one transaction: no writer may see a column without the trigger. */
function install(table: TableRules, sync: SyncObjects, { sql }: OperationContext): SqlStep {
  const on = sql.table(table.table.ref);
  const added = table.rules.flatMap((rule) => rule.new);
  const first = table.rules.flatMap(({ rule }) => rule.install ?? []);
  const columns = [
    ...added.map((it) => definitionOf(it, sql)),
    ...flagColumns(table).map(({ name, type }) => `${sql.name(name)} ${type}`),
  ];
  const names = [...added.map(({ place }) => place.now), ...flagColumns(table).map(({ name }) => name)];
  const [dropTriggers, dropFunctions] = [
    sync.drop.filter((it) => it.startsWith("DROP TRIGGER")),
    sync.drop.filter((it) => !it.startsWith("DROP TRIGGER")),
  ];
  return {
    sql: [
      ...first.map((it) => it.sql),
      `ALTER TABLE ${on} ${columns.map((it) => `ADD COLUMN ${it}`).join(", ")}`,
      ...sync.create,
      ...added.flatMap((it) => commentOf(it, on, sql)),
    ].join(";\n"),
    undo: [
      ...dropTriggers,
      `ALTER TABLE ${on} ${names.map((name) => `DROP COLUMN ${sql.name(name)}`).join(", ")}`,
      ...dropFunctions,
      ...first.toReversed().flatMap((it) => it.undo ?? []),
    ].join(";\n"),
    ignore: [WRITERS_MAY_EXECUTE],
    name: `Add ${added.map(({ place }) => place.now).join(", ")} to ${table.table.ref.name} with dual writes`.slice(
      0,
      120,
    ),
    from: originOf(table),
  };
}

/** Without default and NOT NULL until contract: with them an old release's INSERT would look like a new one's, or fail. */
const definitionOf = ({ column, place }: PlacedNew, sql: OperationContext["sql"]): string =>
  `${sql.name(place.now)} ${column.type}${column.collation === null ? "" : ` COLLATE ${column.collation}`}`;

const commentOf = ({ column, place }: PlacedNew, on: string, sql: OperationContext["sql"]): readonly string[] =>
  column.comment === null || column.takesOver !== null
    ? []
    : [`COMMENT ON COLUMN ${on}.${sql.name(place.now)} IS ${sql.text(column.comment)}`];

function settings(table: TableRules, twins: readonly ColumnTwin[]): readonly SqlStep[] {
  const all = twins.flatMap((it) => it.settings);
  if (all.length === 0) return [];
  const undos = all.toReversed().flatMap((it) => it.undo ?? []);
  const ignore = acceptedOnce(all.flatMap((it) => it.ignore ?? []));
  return [
    {
      sql: all.map((it) => it.sql).join(";\n"),
      ...(ignore.length > 0 ? { ignore } : {}),
      // Without one, all of it goes with the columns.
      undo: undos.length === 0 ? "keep" : undos.join(";\n"),
      name: `Carry settings of ${table.table.ref.name} over to its new columns`.slice(0, 120),
      from: originOf(table),
    },
  ];
}

function backfill(table: TableRules, fill: QuietFill, { sql }: OperationContext): BackfillStep {
  const ups = table.rules.flatMap((rule) => rule.ups);
  const set = table.rules.flatMap((rule) => (rule.volatile ? [] : rule.ups));
  return {
    backfill: {
      table: sql.table(table.table.ref),
      // The flag is how the trigger tells the backfill from a writer; what is another value each time, it gives out itself.
      set: { ...Object.fromEntries(set.map((it) => [it.target.now, it.expression])), [table.done]: "true" },
      where: `NOT ${sql.name(table.done)}`,
      ...fill.fields,
    },
    undo: "keep",
    name: `Fill ${ups.map(({ target }) => target.now).join(", ")} of ${table.table.ref.name}`.slice(0, 120),
    from: originOf(table),
  };
}

function notesOf({ table, entry }: TableRules): readonly string[] {
  return [
    ...(entry === null
      ? []
      : [
          `A write of the new form of ${table.ref.name} is brought to the old columns before its own triggers fire, so that they see it.`,
        ]),
    ...(table.publications.length > 0
      ? [
          `${table.ref.name} is published (${table.publications.map((it) => it.name).join(", ")}): subscribers need the added columns first, or their apply stops.`,
        ]
      : []),
  ];
}
