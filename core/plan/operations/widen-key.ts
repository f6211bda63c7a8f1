import type { StepDocument } from "#core/domain/plan-document.ts";
import { foreignKeyChecks, foreignKeySteps, foreignKeySwap } from "./keys/foreign-key-swap.ts";
import { type KeySwap, keyIndexes, keySwap, keySwapsOf } from "./keys/key-swap.ts";
import { twinsOfWidened } from "./keys/twins-of-widened.ts";
import { type Widening, widenBack, widenExpand, widenFill, widenLast, widenProofs } from "./keys/widen-steps.ts";
import { widenSwap } from "./keys/widen-swap.ts";
import { widenTrigger } from "./keys/widen-trigger.ts";
import { type WidenedTable, widenedKey } from "./keys/widened-key.ts";
import type { Operation } from "./operation.ts";
import { quietFill } from "./rules/quiet-fill.ts";
import { ownTag } from "./sql/own-tag.ts";
import { sqlScript } from "./sql/sql-script.ts";
import { swapStep } from "./sql/swap-step.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** Reference: postgres.md, 2.1 N. */
export const widenKey: Operation<"widen-key"> = {
  name: "widen-key",
  engines: ["postgresql"],
  title: "Widen an integer key to bigint",
  summary:
    "The key, its sequence, and every column whose foreign key refers to it become bigint; constraints and indexes keep their names.",
  keywords: ["int to bigint", "integer overflow", "primary key", "foreign key", "out of ids", "serial", "identity"],
  locks:
    "ACCESS EXCLUSIVE on each table for milliseconds to add a column and a trigger; SHARE ROW EXCLUSIVE on both tables of a foreign key to add it unchecked; indexes are built and constraints checked while everybody works. The swap takes ACCESS EXCLUSIVE on all the tables together for milliseconds, referenced tables first.",
  undo: "Until the soak ends the old integer columns are kept in step; a rollback swaps them back and checks their foreign keys. It is refused once an id is larger than the old type holds. The end of the soak drops them: the point of no return.",
  refusals: [
    {
      what: "A column that is neither integer nor smallint, or is generated",
      instead: "Use change-type for other types",
    },
    {
      what: "A table that is partitioned, inherits, or is typed, foreign or temporary",
      instead: "Copy it into a new table with a bigint key",
    },
    {
      what: "A foreign key that sets only some of its columns when a row is deleted",
      instead: "Replace it by one that sets all of them",
    },
    ...TWIN_REFUSALS,
  ],
  example: { table: "customer", column: "id", soak: "1h" },
  label: ({ table, column }) => `widen-key ${table}.${column}`,

  async expand(spec, context) {
    const { catalog, sql, tag, version } = context;
    const table = await catalog.table(spec.table);
    const own = ownTag(tag, widenKey.label(spec));
    const key = await widenedKey(catalog, { table, column: spec.column }, own);
    const widening: Widening = { key, tag: own, sql, version, keys: new Map(), names: namesOf(own) };
    for (const each of key.tables) widening.keys.set(each, keysOf(each, own, widening));
    const twins = await twinsOfWidened(widening, widenKey.label(spec), context);
    const tables = key.locked.map((it) => sql.table(it));
    const contract = [
      ...twins.contract,
      ...key.tables.flatMap((it, index) => [
        directionOf(it, index, widening),
        ...(widening.keys.get(it) ?? []).flatMap((swap) => keySwap(swap, sql.table(it.table.ref), sql)),
        ...widenSwap(it, widening.names, widening),
      ]),
    ];
    // Foreign keys go before the keys that they need, and come back after them.
    const foreign = key.foreignKeys.flatMap((it) => foreignKeySwap(it, key, sql));
    const statements = [
      ...foreign.filter(({ stage }) => stage === "detach"),
      ...contract,
      ...foreign.filter(({ stage }) => stage !== "detach"),
    ];
    const hasKey = [...widening.keys.values()].flat().some(({ constraint }) => constraint.kind === "primary-key");
    const ignore = hasKey ? [RENAMES, PRIMARY_KEY] : [RENAMES];
    const swap = swapStep(
      "Swap the integer columns and the bigint ones",
      { before: tables, after: tables },
      statements,
      ignore,
    );
    const quiet = await Promise.all(key.tables.map((it) => quietFill(it.table, context)));
    return {
      steps: {
        expand: [...widenExpand(widening), ...twins.settings],
        backfill: widenFill(widening, quiet),
        verify: [
          ...(await keySteps(widening)),
          ...twins.verify,
          ...key.foreignKeys.flatMap((it) => foreignKeySteps(it, key, sql)),
          ...widenProofs(widening),
          ...checks(widening),
        ],
        cutover: [{ gate: { ask: GATE } }],
        contract: [swap, ...twins.after, ...widenBack(widening), ...widenLast(widening, twins, spec.soak)],
      },
      notes: [...NOTES, ...twins.notes, ...quiet.flatMap((it) => it.notes)],
    };
  },
};

const GATE =
  "The next step makes the key bigint. Does every release read it as a 64-bit number (drivers, generated clients, columns of other systems), and do subscribers of logical replication have bigint columns?";
const RENAMES = {
  rule: "rename-column",
  reason: "In one transaction the bigint column takes the name of the integer one: a release that reads it finds it.",
};
const PRIMARY_KEY = {
  rule: "drop-primary-key",
  reason: "The same transaction makes the primary key again over an index that is ready.",
};
const NOTES = [
  "Columns that hold such ids without a foreign key are not found: widen each of them with change-type.",
  "While the plan runs, each of the tables has one more column for each that is widened: prepared statements with SELECT * and COPY without a column list notice it.",
];

const namesOf = (tag: string): Widening["names"] => ({
  notNull: ({ twin }) => `_slc_${tag}_n${twin.split("_c").at(-1)}`,
  proof: ({ twin }) => `_slc_${tag}_p${twin.split("_c").at(-1)}`,
  sequence: ({ twin }) => `_slc_${tag}_s${twin.split("_c").at(-1)}`,
});

function keysOf({ table, columns }: WidenedTable, tag: string, { keys }: Widening): readonly KeySwap[] {
  let count = [...keys.values()].flat().length * 2;
  const names = columns.map(({ column }) => column.name);
  return keySwapsOf(table, names, () => {
    count += 1;
    return `_slc_${tag}_i${count}`;
  });
}

/** Replacing a function locks no table, so it comes before the locks. */
function directionOf(table: WidenedTable, index: number, { tag, sql }: Widening) {
  const { toOld, toTwins } = widenTrigger(table, { tag, number: index + 1 }, sql);
  return { stage: "views-away", sql: toOld, mirror: toTwins } as const;
}

async function keySteps({ key, keys, sql }: Widening): Promise<readonly StepDocument[]> {
  const steps: StepDocument[] = [];
  for (const it of key.tables) {
    const columns = Object.fromEntries(it.columns.map(({ column, twin }) => [column.name, twin]));
    for (const swap of keys.get(it) ?? [])
      steps.push(...(await keyIndexes(swap, { table: sql.table(it.table.ref), columns }, sql)));
  }
  return steps;
}

const checks = ({ key, sql }: Widening): readonly StepDocument[] => [
  {
    name: "Gather statistics of the new columns; a rollback checks the old foreign keys here",
    sql: `ANALYZE ${key.tables.map(({ table }) => sql.table(table.ref)).join(", ")}`,
    undo: key.foreignKeys.length > 0 ? sqlScript(foreignKeyChecks(key, sql)) : "keep",
  },
  ...key.tables.map(({ table, columns }): StepDocument => {
    const on = sql.table(table.ref);
    const differing = columns.map(({ column, twin }) => `${sql.name(twin)} IS DISTINCT FROM ${sql.name(column.name)}`);
    return {
      check: {
        name: `Old and new ids of ${table.ref.name} agree`,
        none: `SELECT ${columns.map(({ column }) => sql.name(column.name)).join(", ")} FROM ${on} WHERE ${differing.join(" OR ")} LIMIT 10`,
      },
    };
  }),
];
