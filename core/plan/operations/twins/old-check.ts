import type { OperationConstraint } from "../facts/table-facts.ts";
import { toldRows } from "../rules/told-rows.ts";
import { at, type Twinning, type TwinParts, title } from "./twinning.ts";

/**
 * A CHECK of old columns goes with contract: in the soak it would refuse what the new release may write. Its undo binds new rows
 * again; the undo of a step before, which says what is so already, proves the others while everybody works.
 */
export function oldCheck(check: OperationConstraint, twinning: Twinning): TwinParts {
  const { soak, table, on, from, spare, context } = twinning;
  const { sql } = context;
  if (soak === null) return {};
  const alter = `ALTER TABLE ${on}`;
  const name = sql.name(check.name);
  if (twinning.follows(check.columns) === "same") {
    const put = sql.name(spare.next("k"));
    const rename = (one: string, other: string) => `${alter} RENAME CONSTRAINT ${one} TO ${other}`;
    return { contract: [at("detach", rename(name, put), rename(put, name))] };
  }
  const isProved = check.validated && check.enforced;
  const add = `${alter} ADD CONSTRAINT ${name} ${check.definition}${isProved ? " NOT VALID" : ""}`;
  const comment = check.comment && `;\nCOMMENT ON CONSTRAINT ${name} ON ${on} IS ${sql.text(check.comment)}`;
  const validate = `${alter} VALIDATE CONSTRAINT ${name}`;
  const proof = toldRows(
    {
      table,
      prove: validate,
      error: "check_violation",
      rows: `${on} WHERE (${check.expression ?? "true"}) IS FALSE`,
      told: (key) => [
        `Rows of ${table.ref.name} (${key}) whose old form breaks CHECK ${check.name}: `,
        `. The old release is at work, and ${check.name} binds what is written from now on. Change those rows, then roll back again.`,
      ],
    },
    sql,
  );
  return {
    contract: [at("detach", `${alter} DROP CONSTRAINT ${name}`, `${add}${comment ?? ""}`)],
    ...(isProved
      ? {
          returns: [
            {
              sql: validate,
              undo: proof,
              name: title(`Make sure that ${check.name} is proved; its undo proves it again`),
              from,
            },
          ],
        }
      : {}),
  };
}
