import type { OperationConstraint } from "../facts/table-facts.ts";
import { foreignKeyAway } from "../keys/foreign-key-away.ts";
import { toldRows } from "../rules/told-rows.ts";
import type { Twinning, TwinParts } from "./twinning.ts";

/**
 * A foreign key of old columns goes right before contract, in a step of its own: it takes locks on both tables, which contract
 * does not need. In the soak it would refuse what the new release may write.
 */
export async function oldForeignKey(key: OperationConstraint, twinning: Twinning): Promise<TwinParts> {
  const { soak, table, context, from } = twinning;
  if (soak === null) return {};
  const steps = await foreignKeyAway(key, table, context, proofOf(key, twinning));
  return { before: steps.map((it) => ({ ...it, from })) };
}

function proofOf(
  { name, columns, references }: OperationConstraint,
  { table, on, context: { sql } }: Twinning,
): string {
  const prove = `ALTER TABLE ${on} VALIDATE CONSTRAINT ${sql.name(name)}`;
  if (!references) return prove;
  const own = columns.map((it) => `${on}.${sql.name(it)}`);
  const pairs = own.map((it, index) => `o.${sql.name(references.columns[index] ?? "")} = ${it}`);
  const isMeant = own.map((it) => `${it} IS NOT NULL`).join(references.match === "full" ? " OR " : " AND ");
  return toldRows(
    {
      table,
      prove,
      error: "foreign_key_violation",
      rows: `${on} WHERE (${isMeant}) AND NOT EXISTS (SELECT FROM ${sql.table(references.table)} o WHERE ${pairs.join(" AND ")})`,
      told: (key) => [
        `Rows of ${table.ref.name} (${key}) whose old form has nothing to refer to in ${references.table.name}: `,
        `. The old release is at work, and ${name} binds what is written from now on. Change those rows, then roll back again.`,
      ],
    },
    sql,
  );
}
