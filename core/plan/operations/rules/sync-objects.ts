import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import { createMapping, dropMapping, type Side } from "./mapping-sql.ts";
import { entryBody, exitBody, soakBody } from "./sync-body.ts";
import { hasOld, type SyncTrigger, type TableRules } from "./table-rules.ts";
import { updateCondition } from "./update-condition.ts";

/** Functions and triggers that keep the sides of a table's rules in step, each way it is made and taken away. */
export interface SyncObjects {
  readonly create: readonly string[];
  readonly drop: readonly string[];
  /** Contract: new to old from here on. Without old columns: all is taken away. */
  readonly turn: readonly string[];
  readonly turnBack: readonly string[];
  /** What is left after `turn`, with the triggers first. */
  readonly dropTurned: { readonly triggers: readonly string[]; readonly functions: readonly string[] };
}

export function syncObjects(table: TableRules, sql: OperationSql): SyncObjects {
  const { rules, exit, entry } = table;
  const mappings = rules.flatMap(({ ups, downs }) => [...ups, ...downs]);
  const creating = [
    ...mappings.flatMap((it) => createMapping(it, sql)),
    ...(entry ? createTriggers(entry, entryBody(table, sql), table, { side: "now", sql }) : []),
    ...createTriggers(exit, exitBody(table, sql), table, { side: "now", sql }),
  ];
  const dropping = [exit, ...(entry ? [entry] : [])];
  const drop = [
    ...dropping.flatMap((it) => dropTriggers(it, table, sql)),
    ...dropping.map((it) => dropFunction(it, sql)),
    ...mappings.map((it) => dropMapping(it, sql)),
  ];
  const columns = flagColumns(table);
  const addFlags = [
    `ALTER TABLE ${sql.table(table.table.ref)} ${columns.map((it) => `ADD COLUMN ${sql.name(it.name)} ${it.type}`).join(", ")}`,
  ];
  const dropFlags = [
    `ALTER TABLE ${sql.table(table.table.ref)} ${columns.map(({ name }) => `DROP COLUMN ${sql.name(name)}`).join(", ")}`,
  ];
  if (!hasOld(table) || table.soak === null) {
    const isDone = `ALTER TABLE ${sql.table(table.table.ref)} ALTER COLUMN ${sql.name(table.done)} SET DEFAULT`;
    return {
      create: creating,
      drop,
      turn: [...drop, ...dropFlags],
      // All rows that are there have both sides by now.
      turnBack: [...addFlags.map(bornDone), `${isDone} false`, ...creating],
      dropTurned: { triggers: [], functions: [] },
    };
  }
  return {
    create: creating,
    drop,
    turn: [
      ...(entry ? [...dropTriggers(entry, table, sql), dropFunction(entry, sql)] : []),
      replaceFunction(exit, soakBody(table, sql), sql),
    ],
    turnBack: [
      replaceFunction(exit, exitBody(table, sql), sql),
      // The columns get the names of before contract after this.
      ...(entry ? createTriggers(entry, entryBody(table, sql), table, { side: "after", sql }) : []),
    ],
    dropTurned: {
      triggers: dropTriggers(exit, table, sql),
      functions: [dropFunction(exit, sql), ...mappings.map((it) => dropMapping(it, sql))],
    },
  };
}

/** The columns that tell which rows are synced and, with versioned access, who wrote. */
export const flagColumns = ({
  done,
  origin,
}: Pick<TableRules, "done" | "origin">): readonly { readonly name: string; readonly type: string }[] => [
  { name: done, type: "boolean NOT NULL DEFAULT false" },
  ...(origin === null ? [] : [{ name: origin, type: "smallint" }]),
];
const bornDone = (addColumn: string): string => addColumn.replace("DEFAULT false", "DEFAULT true");

const functionName = ({ functionName: name }: SyncTrigger, sql: OperationSql): string => `sluice.${sql.name(name)}()`;
const dropTriggers = (trigger: SyncTrigger, table: TableRules, sql: OperationSql): readonly string[] =>
  triggersOf(trigger, table, "now", sql).map(
    ({ name }) => `DROP TRIGGER ${sql.name(name)} ON ${sql.table(table.table.ref)}`,
  );
const dropFunction = (trigger: SyncTrigger, sql: OperationSql): string => `DROP FUNCTION ${functionName(trigger, sql)}`;
const replaceFunction = (trigger: SyncTrigger, body: string, sql: OperationSql): string =>
  `CREATE OR REPLACE FUNCTION ${functionName(trigger, sql)} RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`;

/** An INSERT always pays for the function, an UPDATE where it must. Both names sort alike. */
function triggersOf({ name }: SyncTrigger, table: TableRules, side: Side, sql: OperationSql) {
  const condition = updateCondition(table, side, sql);
  if (condition === null) return [{ name, on: "INSERT OR UPDATE", when: "" }];
  return [
    { name, on: "INSERT", when: "" },
    { name: `${name}_u`, on: "UPDATE", when: ` WHEN (${condition})` },
  ];
}

/** ENABLE ALWAYS: also for rows that an apply worker or a loader writes under session_replication_role = replica. */
function createTriggers(
  trigger: SyncTrigger,
  body: string,
  table: TableRules,
  { side, sql }: { readonly side: Side; readonly sql: OperationSql },
): readonly string[] {
  const on = sql.table(table.table.ref);
  const runs = `EXECUTE FUNCTION ${functionName(trigger, sql)}`;
  return [
    `CREATE FUNCTION ${functionName(trigger, sql)} RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`,
    `GRANT EXECUTE ON FUNCTION ${functionName(trigger, sql)} TO PUBLIC`,
    ...triggersOf(trigger, table, side, sql).flatMap((it) => [
      `CREATE TRIGGER ${sql.name(it.name)} BEFORE ${it.on} ON ${on} FOR EACH ROW${it.when} ${runs}`,
      `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${sql.name(it.name)}`,
    ]),
  ];
}
