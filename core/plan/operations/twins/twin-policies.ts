import type { OperationPolicy } from "../facts/table-facts.ts";
import { refuseLost } from "./refuse-lost.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Policies of this and of other tables: dropped and made again within the contract transaction, so that no row is seen meanwhile. */
export async function twinPolicies(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  for (const policy of [...twinning.table.policies, ...twinning.table.policiesElsewhere]) {
    const touched = twinning.touches(policy.columns);
    if (touched === "lost") refuseLost(`policy ${policy.name} of ${policy.table.name}`, twinning);
    if (touched === "taken") parts.push(await twinPolicy(policy, twinning));
  }
  return parts;
}

async function twinPolicy(policy: OperationPolicy, twinning: Twinning): Promise<TwinParts> {
  const { sql } = twinning.context;
  const on = sql.table(policy.table);
  const rewritten = {
    ...policy,
    using: await rewrite(policy.using, policy, twinning),
    check: await rewrite(policy.check, policy, twinning),
  };
  const drop = `DROP POLICY ${sql.name(policy.name)} ON ${on}`;
  const make = (it: OperationPolicy) =>
    [
      `CREATE POLICY ${sql.name(it.name)} ON ${on} AS ${it.permissive ? "PERMISSIVE" : "RESTRICTIVE"} FOR ${it.command} TO ${it.roles.join(", ")}` +
        `${it.using === null ? "" : ` USING (${it.using})`}${it.check === null ? "" : ` WITH CHECK (${it.check})`}`,
      ...(it.comment === null ? [] : [`COMMENT ON POLICY ${sql.name(it.name)} ON ${on} IS ${sql.text(it.comment)}`]),
    ].join(";\n");
  return {
    contract: [at("detach", drop, make(policy)), at("attach", make(rewritten), drop)],
    notes:
      on === twinning.on
        ? []
        : [`Policy ${policy.name} of ${policy.table.name} reads the column: contract locks ${policy.table.name} too.`],
  };
}

/** It may hold queries, in which the table goes by other names: the condition is read as that of a query on its table. */
async function rewrite(
  condition: string | null,
  { table }: OperationPolicy,
  { after, table: own, context: { sql } }: Twinning,
) {
  if (condition === null) return null;
  const [before, end] = [`SELECT 1 FROM ${sql.table(table)} WHERE (`, "\n)"];
  const query = await sql.renameInQuery(`${before}${condition}${end}`, own.ref, after);
  return query.slice(before.length, -end.length);
}
