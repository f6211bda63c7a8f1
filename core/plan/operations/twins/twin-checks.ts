import type { OperationConstraint } from "../facts/table-facts.ts";
import { oldCheck } from "./old-check.ts";
import { at, commentOn, goesWithOld, type Twinning, type TwinParts, title } from "./twinning.ts";

/** CHECK constraints, also over several columns: the same condition over the new ones, proved before contract. */
export async function twinChecks(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  for (const check of twinning.table.constraints.filter(({ kind }) => kind === "check")) {
    const touched = twinning.touches(check.columns);
    if (touched === "lost") {
      parts.push({ notes: [`CHECK ${check.name} of ${twinning.table.ref.name} goes with the old column.`] });
    }
    if (touched !== "none") parts.push(oldCheck(check, twinning));
    if (touched === "taken") parts.push(await twinCheck(check, twinning));
  }
  return parts;
}

async function twinCheck(check: OperationConstraint, twinning: Twinning): Promise<TwinParts> {
  const { sql } = twinning.context;
  const alter = `ALTER TABLE ${twinning.on}`;
  const made = twinning.spare.next("k");
  const rename = (from: string, to: string) => `${alter} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`;
  const add = async (name: string, names: Twinning["now"]) =>
    `${alter} ADD CONSTRAINT ${sql.name(name)} CHECK (${await sql.renameColumns(check.expression ?? "true", names)})${check.noInherit ? " NO INHERIT" : ""}`;
  const lastIgnore = twinning.follows(check.columns) === "same" ? goesWithOld(check) : [];
  const comment = commentOn(`CONSTRAINT ${sql.name(check.name)} ON ${twinning.on}`, check.comment, sql);
  if (!check.validated || !check.enforced) {
    // It says nothing of rows that are there: it can wait for contract.
    const form = check.enforced ? "NOT VALID" : "NOT ENFORCED";
    const now = at(
      "attach",
      `${await add(check.name, twinning.after)} ${form}`,
      `${alter} DROP CONSTRAINT ${sql.name(check.name)}`,
    );
    return { contract: [now, ...comment], lastIgnore };
  }
  return {
    lastIgnore,
    constraints: [
      {
        add: {
          sql: `${await add(made, twinning.now)} NOT VALID`,
          undo: `${alter} DROP CONSTRAINT ${sql.name(made)}`,
          name: title(`Hold the new column to ${check.name} from now on`),
          from: twinning.from,
        },
        validate: {
          sql: `${alter} VALIDATE CONSTRAINT ${sql.name(made)}`,
          undo: "keep",
          name: title(`Prove ${check.name} for the new column`),
          from: twinning.from,
        },
      },
    ],
    contract: [at("attach", rename(made, check.name), rename(check.name, made)), ...comment],
  };
}
