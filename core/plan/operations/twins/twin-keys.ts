import { DomainError } from "#core/domain/domain-error.ts";
import type { IndexStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint, OperationIndex } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import { deferrable } from "../sql/deferrable.ts";
import { oldUnique } from "./old-unique.ts";
import { refuseLostKey } from "./refuse-lost-key.ts";
import { assertValid, identityAway, indexSettings } from "./twin-indexes.ts";
import { at, commentOn, goesWithOld, type Twinning, type TwinParts, title, whileKept } from "./twinning.ts";

/** UNIQUE and PRIMARY KEY: a unique index is built before, and contract makes it the constraint's. */
export async function twinKeys(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  for (const constraint of twinning.table.constraints) {
    const index = twinning.table.indexes.find((it) => it.constraint === constraint.name);
    const touched = index ? twinning.touches(index.columns) : "none";
    if (index && touched === "taken") parts.push(...(await twinKey(constraint, index, twinning)));
    if (touched === "lost") {
      if (index) refuseLostKey(index, twinning);
      parts.push({ notes: [`Constraint ${constraint.name} of ${twinning.table.ref.name} goes with the old column.`] });
      if (index) parts.push(await oldUnique({ index, constraint, name: constraint.name }, twinning));
    }
  }
  return parts;
}

async function twinKey(
  constraint: OperationConstraint,
  index: OperationIndex,
  twinning: Twinning,
): Promise<readonly TwinParts[]> {
  const { sql } = twinning.context;
  assertTwinnable(constraint, twinning);
  assertValid(index, twinning);
  const made = twinning.spare.next("i");
  const kind = constraint.kind === "primary-key" ? "PRIMARY KEY" : "UNIQUE";
  const alter = `ALTER TABLE ${twinning.on}`;
  const name = sql.name(constraint.name);
  const using = (it: string) =>
    `${alter} ADD CONSTRAINT ${name} ${kind} USING INDEX ${sql.name(it)}${deferrable(constraint.deferrable)}`;
  const away = await oldKey(constraint, index, { twinning, using });
  const old = await oldUnique({ index, constraint, name: away.put }, twinning);
  const own = {
    lastIgnore: old.after ? [] : goesWithOld(index),
    indexes: [await step(index, { name: made, names: twinning.now, twinning }), ...away.indexes],
    contract: [
      ...identityAway(index, twinning),
      ...away.contract,
      at("attach", using(made), `${alter} DROP CONSTRAINT ${name}`),
      ...indexSettings(index, away.put, twinning),
      ...commentOn(`CONSTRAINT ${name} ON ${twinning.on}`, constraint.comment, sql),
    ],
  };
  return [own, old];
}

const MADE_AGAIN = {
  rule: "drop-primary-key",
  reason: "The same transaction makes the primary key again over an index that is ready.",
};

interface OldKey {
  readonly twinning: Twinning;
  readonly using: (index: string) => string;
}

/**
 * A table has one primary key: the old one's index goes with it, and a second one, built before, makes it again at a rollback. A
 * unique constraint gets another name.
 */
async function oldKey(constraint: OperationConstraint, index: OperationIndex, { twinning, using }: OldKey) {
  const { sql } = twinning.context;
  const put = twinning.spare.next("i");
  const alter = `ALTER TABLE ${twinning.on}`;
  if (constraint.kind === "unique") {
    const rename = (from: string, to: string) => `${alter} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`;
    const contract = whileKept(twinning, at("detach", rename(constraint.name, put), rename(put, constraint.name)));
    return { put, indexes: [], contract };
  }
  const drop = `${alter} DROP CONSTRAINT ${sql.name(constraint.name)}`;
  const away = at("detach", drop, [using(put), ...comments(constraint, index, twinning)].join(";\n"));
  const contract = whileKept(twinning, { ...away, ignore: MADE_AGAIN });
  const indexes = twinning.soak === null ? [] : [await step(index, { name: put, names: {}, twinning })];
  return { put, indexes, contract };
}

const comments = (constraint: OperationConstraint, index: OperationIndex, { on, context: { sql } }: Twinning) =>
  [
    ...commentOn(`CONSTRAINT ${sql.name(constraint.name)} ON ${on}`, constraint.comment, sql),
    ...commentOn(`INDEX ${sql.table(index.ref)}`, index.comment, sql),
  ].map((it) => it.sql);

async function step(
  index: OperationIndex,
  { name, names, twinning }: { readonly name: string; readonly names: Twinning["now"]; readonly twinning: Twinning },
): Promise<IndexStep> {
  const { schema } = index.ref;
  const { sql } = twinning.context;
  const what = names === twinning.now ? "on the new column" : "once more, for a rollback";
  return {
    index: await indexDefinition(index, { name, on: twinning.on, names }, sql),
    // At a rollback it may be gone with the constraint that it became.
    undo: `DROP INDEX IF EXISTS ${sql.table({ schema, name })}`,
    name: title(`Build ${index.ref.name} ${what}`),
    from: twinning.from,
  };
}

function assertTwinnable({ kind, name, definition }: OperationConstraint, { table }: Twinning): void {
  if (kind !== "exclusion" && !definition.includes("WITHOUT OVERLAPS")) return;
  throw new DomainError(
    "unsupported",
    `Constraint ${name} of ${table.ref.name} has no form that is built without blocking writers, and it is on the column. Drop it in a migration before (drop-constraint), and add it again after. Nothing was changed.`,
  );
}
