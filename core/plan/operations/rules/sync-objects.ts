import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import { createMapping, dropMapping } from "./mapping-sql.ts";
import { entryBody, exitBody, soakBody } from "./sync-body.ts";
import { hasOld, type SyncTrigger, type TableRules } from "./table-rules.ts";

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
    ...(entry ? createTrigger(entry, entryBody(table, sql), table, sql) : []),
    ...createTrigger(exit, exitBody(table, sql), table, sql),
  ];
  const dropping = [exit, ...(entry ? [entry] : [])];
  const drop = [
    ...dropping.map((it) => dropTrigger(it, table, sql)),
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
      ...(entry ? [dropTrigger(entry, table, sql), dropFunction(entry, sql)] : []),
      replaceFunction(exit, soakBody(table, sql), sql),
    ],
    turnBack: [
      replaceFunction(exit, exitBody(table, sql), sql),
      ...(entry ? createTrigger(entry, entryBody(table, sql), table, sql) : []),
    ],
    dropTurned: {
      triggers: [dropTrigger(exit, table, sql)],
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
const dropTrigger = ({ name }: SyncTrigger, { table }: TableRules, sql: OperationSql): string =>
  `DROP TRIGGER ${sql.name(name)} ON ${sql.table(table.ref)}`;
const dropFunction = (trigger: SyncTrigger, sql: OperationSql): string => `DROP FUNCTION ${functionName(trigger, sql)}`;
const replaceFunction = (trigger: SyncTrigger, body: string, sql: OperationSql): string =>
  `CREATE OR REPLACE FUNCTION ${functionName(trigger, sql)} RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`;

/** ENABLE ALWAYS: also for rows that an apply worker or a loader writes under session_replication_role = replica. */
function createTrigger(
  trigger: SyncTrigger,
  body: string,
  { table }: TableRules,
  sql: OperationSql,
): readonly string[] {
  const on = sql.table(table.ref);
  return [
    `CREATE FUNCTION ${functionName(trigger, sql)} RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body)}`,
    `GRANT EXECUTE ON FUNCTION ${functionName(trigger, sql)} TO PUBLIC`,
    `CREATE TRIGGER ${sql.name(trigger.name)} BEFORE INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${functionName(trigger, sql)}`,
    `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${sql.name(trigger.name)}`,
  ];
}
