import type { IndexStep, SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationConstraint, OperationIndex } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import { indexSettings } from "../indexes/index-settings.ts";
import { toldRows } from "../rules/told-rows.ts";
import { deferrable } from "../sql/deferrable.ts";
import { type Twinning, type TwinParts, title } from "./twinning.ts";

/** What is unique on old columns, under the name that it has in the soak. */
interface Unique {
  readonly index: OperationIndex;
  /** `null`: an index alone. */
  readonly constraint: OperationConstraint | null;
  readonly name: string;
}

/**
 * UNIQUE of old columns goes right after contract: in the soak it would refuse what the new release may write. A rollback builds it
 * again, without blocking, before the old names come back: no old release works without the index that it looks up by. Two steps
 * say what is so already; their undo is what is wanted.
 */
export async function oldUnique(unique: Unique, twinning: Twinning): Promise<TwinParts> {
  const { index, constraint, name } = unique;
  const { soak, table, from, context } = twinning;
  const isExclusion = constraint?.kind === "exclusion";
  if (soak === null || !(index.unique || isExclusion) || isHeld(index, twinning)) return {};
  // By the first two rows are found; the others have no form that is built without blocking. WITHOUT OVERLAPS has another method.
  if (index.primary || index.replicaIdentity || table.kind === "partitioned" || isExclusion || index.method !== "btree")
    return { notes: [stays(index, twinning)] };
  const { sql } = context;
  const definition = await indexDefinition(index, { name, on: twinning.on, names: twinning.spare.old }, sql);
  const build = definition.replace(/^CREATE UNIQUE INDEX/, "CREATE UNIQUE INDEX IF NOT EXISTS");
  const away = {
    undo: await duplicates(index, twinning),
    name: title(`Let the old form of ${index.ref.name} repeat`),
    from,
  };
  const there: IndexStep = {
    index: build,
    undo: build,
    name: title(`Make sure that ${index.ref.name} of the old form is there; its undo builds it again`),
    from,
  };
  const ref = { schema: index.ref.schema, name };
  const drop: StepDocument = constraint
    ? { sql: `ALTER TABLE ${twinning.on} DROP CONSTRAINT ${sql.name(name)}`, ...away }
    : { index: `DROP INDEX ${sql.table(ref)}`, ...away };
  return { after: [...said(unique, twinning), there, drop], notes: [builtAgain(index, twinning)] };
}

/** The same value, or NULL for one that the old type does not hold, repeats only where the new one does. */
function isHeld(index: OperationIndex, { follows }: Twinning): boolean {
  const how = follows(index.columns);
  const isPlain = index.where === null && !index.nullsNotDistinct && index.keys.every(({ column }) => column !== null);
  return how === "same" || (how === "one-to-one" && isPlain);
}

/** What CREATE INDEX does not say. Where a new index takes over, CLUSTER is on that, and comes back with the undo of contract. */
function said(
  { index, constraint, name }: Unique,
  { on, table, from, touches, context: { sql } }: Twinning,
): readonly SqlStep[] {
  const settings = indexSettings(
    { ...index, clustered: index.clustered && touches(index.columns) === "lost" },
    { index: { schema: index.ref.schema, name }, table: table.ref },
    sql,
  );
  const quoted = sql.name(name);
  const comment = constraint?.comment ?? null;
  const all = [
    ...(constraint
      ? [`COMMENT ON CONSTRAINT ${quoted} ON ${on} IS ${comment === null ? "NULL" : sql.text(comment)}`]
      : []),
    ...settings,
  ];
  if (all.length === 0) return [];
  const add =
    constraint &&
    `ALTER TABLE ${on} ADD CONSTRAINT ${quoted} UNIQUE USING INDEX ${quoted}${deferrable(constraint.deferrable)}`;
  const isGone = `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conrelid = ${sql.text(on)}::pg_catalog.regclass AND c.conname = ${sql.text(name)})`;
  const put = add === null ? [] : [`DO ${dollarQuoted(` BEGIN IF ${isGone} THEN ${add}; END IF; END `)}`];
  return [
    {
      sql: all.join(";\n"),
      undo: [...put, ...all].join(";\n"),
      name: title(`Settings of ${index.ref.name} as they are; the undo sets them again`),
      from,
    },
  ];
}

/** Stops a rollback before it builds an index that could not be unique. */
async function duplicates(index: OperationIndex, { table, on, spare, context: { sql } }: Twinning): Promise<string> {
  const keys: string[] = [];
  for (const { column, text } of index.keys)
    keys.push(
      column === null ? `(${await sql.renameColumns(text, spare.old)})` : sql.name(spare.old[column] ?? column),
    );
  const where = [
    ...(index.where === null ? [] : [`(${await sql.renameColumns(index.where, spare.old)})`]),
    ...(index.nullsNotDistinct ? [] : keys.map((it) => `${it} IS NOT NULL`)),
  ];
  const only = where.length === 0 ? "" : ` WHERE ${where.join(" AND ")}`;
  const twice = `SELECT unnest(ARRAY[min(ctid), max(ctid)]) AS _sluice_place FROM ${on}${only} GROUP BY ${keys.join(", ")} HAVING count(*) > 1 LIMIT 10`;
  return toldRows(
    {
      table,
      prove: null,
      error: "unique_violation",
      rows: `${on} JOIN (${twice}) _sluice_twice ON ${on}.ctid = _sluice_twice._sluice_place`,
      told: (key) => [
        `Rows of ${table.ref.name} (${key}) have the same old form where ${index.ref.name} wants each once: `,
        ". Nothing was rolled back, and the new release is at work. Change those rows, then roll back again.",
      ],
    },
    sql,
  );
}

const builtAgain = ({ ref }: OperationIndex, { table }: Twinning): string =>
  `In the soak the old form of ${table.ref.name} may repeat what ${ref.name} wants once: a rollback then builds that index again before the old names come back, and stops where rows repeat.`;

const stays = ({ ref }: OperationIndex, { table }: Twinning): string =>
  `${ref.name} of ${table.ref.name} holds for the old form until the soak ends: a write of the new release whose old form it does not take is refused.`;
