import type { OperationPolicy, OperationStatistics, OperationTrigger } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import type { TableCopy } from "./table-copy.ts";

const pair = (stage: ContractStatement["stage"], does: readonly string[], undoes: string): ContractStatement => ({
  stage,
  sql: does.join(";\n"),
  mirror: undoes,
});

/** What is made anew at the swap by the very statement that made it: triggers, policies and extended statistics. */
export const copyTriggers = (copy: TableCopy, sql: OperationSql): readonly ContractStatement[] => [
  ...copy.table.triggers.flatMap((it) => triggerOf(it, copy, sql)),
  ...copy.table.policies.map((it) => policyOf(it, copy, sql)),
  ...copy.table.statistics.flatMap((it) => statisticsOf(it, copy, sql)),
];

const ENABLE = { origin: "ENABLE", always: "ENABLE ALWAYS", replica: "ENABLE REPLICA", disabled: "DISABLE" } as const;

/** The old table's triggers rest while it is written behind the new one: what they do was done there. */
function triggerOf(
  { name, definition, enabled, comment }: OperationTrigger,
  { table }: TableCopy,
  sql: OperationSql,
): readonly ContractStatement[] {
  const on = sql.table(table.ref);
  const set = (how: string) => `ALTER TABLE ${on} ${how} TRIGGER ${sql.name(name)}`;
  const rest = enabled === "disabled" ? [] : [pair("detach", [set("DISABLE")], set(ENABLE[enabled]))];
  const made = [
    definition,
    ...(enabled === "origin" ? [] : [set(ENABLE[enabled])]),
    ...(comment === null ? [] : [`COMMENT ON TRIGGER ${sql.name(name)} ON ${on} IS ${sql.text(comment)}`]),
  ];
  return [...rest, pair("attach", made, `DROP TRIGGER ${sql.name(name)} ON ${on}`)];
}

function policyOf(policy: OperationPolicy, { table }: TableCopy, sql: OperationSql): ContractStatement {
  const { name, permissive, command, roles, using, check, comment } = policy;
  const on = sql.table(table.ref);
  const made = [
    `CREATE POLICY ${sql.name(name)} ON ${on} AS ${permissive ? "PERMISSIVE" : "RESTRICTIVE"} FOR ${command} TO ${roles.join(", ")}`,
    using === null ? "" : `USING (${using})`,
    check === null ? "" : `WITH CHECK (${check})`,
  ];
  const all = [
    made.filter((it) => it !== "").join(" "),
    ...(comment === null ? [] : [`COMMENT ON POLICY ${sql.name(name)} ON ${on} IS ${sql.text(comment)}`]),
  ];
  return pair("attach", all, `DROP POLICY ${sql.name(name)} ON ${on}`);
}

function statisticsOf(
  { ref, definition, target, comment }: OperationStatistics,
  { past }: TableCopy,
  sql: OperationSql,
): readonly ContractStatement[] {
  const name = sql.table(ref);
  const away = sql.table({ schema: past, name: ref.name });
  const made = [
    definition,
    ...(target === null ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${target}`]),
    ...(comment === null ? [] : [`COMMENT ON STATISTICS ${name} IS ${sql.text(comment)}`]),
  ];
  return [
    pair(
      "detach",
      [`ALTER STATISTICS ${name} SET SCHEMA ${sql.name(past)}`],
      `ALTER STATISTICS ${away} SET SCHEMA ${sql.name(ref.schema ?? "public")}`,
    ),
    pair("attach", made, `DROP STATISTICS ${name}`),
  ];
}
