import { randomBytes } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { ColumnDetail } from "../introspector.ts";
import { readTableState } from "./postgres-backfill-facts.ts";
import { layOut } from "./postgres-backfill-layout.ts";
import { boundsOf, countIn, type Range, updateIn, where } from "./postgres-backfill-sql.ts";
import { readColumns } from "./postgres-catalog.ts";
import { analyze, factsOf, planLines, rolledBack } from "./postgres-dry-run-range.ts";
import { type Measured, orProblem } from "./postgres-dry-run-totals.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteName, quoteTableName } from "./postgres-names.ts";
import { refuseQuiet } from "./postgres-refuse-quiet.ts";
import { refuseUnrepeatable } from "./postgres-repeatable.ts";
import { refuseVolatile } from "./postgres-volatility.ts";

export interface CopyBasis {
  readonly oid: string;
  readonly columns: readonly ColumnDetail[];
  /** A statement on the real table that changes nothing of it, for its key and its ranges. */
  readonly standIn: BackfillSpec;
  readonly layout: BackfillLayout;
}

export async function readCopyBasis(
  connection: Connection,
  spec: BackfillSpec,
  { ranges }: { readonly ranges: number },
): Promise<CopyBasis> {
  await refuseVolatile(connection, spec);
  if (spec.quiet) await refuseQuiet(connection, spec);
  const { oid, columns, key } = await readTableState(connection, spec);
  if (key.kind === "address") await refuseUnrepeatable(spec);
  const plain = columns.find(
    (it) => !it.generated && !it.identity && !key.columns.some(({ name }) => name === it.name),
  );
  const set = plain && { [plain.name]: "NULL" };
  if (!set) {
    throw new DomainError(
      "invalid-plan",
      `${quoteTableName(spec.table)} has no column besides its key yet: there is nothing that a dry run could write.`,
    );
  }
  const standIn = { ...spec, set, where: null, quiet: false };
  return { oid, columns, standIn, layout: await layOut(connection, standIn, { shards: ranges }) };
}

interface Copied {
  readonly measured: readonly Measured[];
  readonly plan: readonly string[];
  readonly targets: NonNullable<BackfillLayout["targets"]>;
}

interface Copy {
  readonly spec: BackfillSpec;
  readonly layout: BackfillLayout;
}

/**
 * Makes a table of the same name in a schema of its own, with the table's indexes and the added columns, fills it with
 * the sampled rows and writes them; all in one transaction that is rolled back. The table itself is only read.
 */
export async function measureOnCopy(
  connection: Connection,
  spec: BackfillSpec,
  basis: CopyBasis,
  ranges: readonly Range[],
  request: { readonly added: Readonly<Record<string, string>> },
): Promise<Copied> {
  try {
    return await rolledBack(connection, spec, async () => {
      const copy = await makeCopy(connection, spec, basis, request.added);
      for (const range of ranges) await copyRows(connection, spec, basis, copy, range);
      await connection.query(`ANALYZE ${quoteTableName(copy.spec.table)}`);
      const before = await factsOf(connection, quoteTableName(copy.spec.table));
      const measured: Measured[] = [];
      for (const range of walkable(basis, ranges)) {
        measured.push(await orProblem(range, () => measureAlone(connection, copy, range, before.locks)));
      }
      const [first] = walkable(basis, ranges);
      const plan = first
        ? await planLines(connection, [
            { title: "Rows of a batch, on the copy:", sql: updateIn(copy.spec, copy.layout, first) },
          ])
        : [];
      return { measured, plan, targets: copy.layout.targets ?? [] };
    });
  } catch (error) {
    throw refusal(spec, error);
  }
}

/** Rows have other addresses in the copy: there all of them are one range. */
const walkable = ({ layout }: CopyBasis, ranges: readonly Range[]): readonly Range[] =>
  layout.key.kind === "address" && ranges.length > 0 ? [{ lo: "[]", hi: JSON.stringify(["(4294967294,0)"]) }] : ranges;

async function makeCopy(
  connection: Connection,
  spec: BackfillSpec,
  { layout }: CopyBasis,
  added: Readonly<Record<string, string>>,
): Promise<Copy> {
  const schema = `sluice_dry_run_${randomBytes(6).toString("hex")}`;
  const table = { schema, name: spec.table.name };
  const name = quoteTableName(table);
  await connection.query(`CREATE SCHEMA ${quoteName(schema)}`);
  await connection.query(`CREATE TABLE ${name} (LIKE ${quoteTableName(spec.table)} INCLUDING ALL)`);
  for (const column of Object.keys(spec.set)) {
    const type = added[column];
    if (type !== undefined)
      await connection.query(`ALTER TABLE ${name} ADD COLUMN IF NOT EXISTS ${quoteName(column)} ${type}`);
  }
  const { rows } = await connection.query("SELECT to_regclass($1)::oid::text AS oid", [name]);
  const columns = await readColumns(connection, String(rows[0]?.oid));
  const targets = columns.filter((it) => it.name in spec.set).map((it) => ({ name: it.name, type: it.type }));
  return { spec: { ...spec, table }, layout: { ...layout, targets } };
}

async function copyRows(
  connection: Connection,
  spec: BackfillSpec,
  { columns, layout }: CopyBasis,
  copy: Copy,
  range: Range,
): Promise<void> {
  const params: unknown[] = [];
  const names = columns.filter((it) => !it.generated).map((it) => quoteName(it.name));
  const bounds = where(boundsOf(layout.key, "t", range, params));
  await connection.query(
    `INSERT INTO ${quoteTableName(copy.spec.table)} (${names.join(", ")}) OVERRIDING SYSTEM VALUE
     SELECT ${names.map((name) => `t.${name}`).join(", ")} FROM ${quoteTableName(spec.table)} t${bounds}`,
    params,
  );
}

/** A row that cannot be written must not end the transaction that the copy lives in. */
async function measureAlone(
  connection: Connection,
  copy: Copy,
  range: Range,
  held: readonly string[],
): Promise<Measured> {
  await connection.query("SAVEPOINT sluice_range");
  try {
    return await measure(connection, copy, range, held);
  } catch (error) {
    await connection.query("ROLLBACK TO SAVEPOINT sluice_range");
    throw error;
  }
}

async function measure(
  connection: Connection,
  { spec, layout }: Copy,
  range: Range,
  held: readonly string[],
): Promise<Measured> {
  const count = countIn(spec, layout.key, range);
  const startedAt = performance.now();
  const { rows } = await connection.query(count.text, count.params);
  const update = await analyze(connection, updateIn(spec, layout, range));
  const ms = performance.now() - startedAt;
  const facts = await factsOf(connection, quoteTableName(spec.table));
  const locks = facts.locks.filter((mode) => mode === "RowExclusiveLock" || !held.includes(mode));
  return { range, rows: Number(rows[0]?.n ?? 0), ...update, ms, locks, hotShare: facts.hotShare };
}

function refusal(spec: BackfillSpec, error: unknown): unknown {
  const { code, message } = postgresErrors.describe(error);
  const kind = postgresErrors.classify(error);
  const told = (errorCode: "invalid-plan" | "target-rights", sentence: string) =>
    new DomainError(errorCode, `${sentence}: ${message} (${code}). Nothing was changed.`, { cause: error });
  if (error instanceof DomainError) return error;
  if (kind === "rights")
    return told("target-rights", `A dry run before expand needs the right to make a schema (GRANT CREATE ON DATABASE)`);
  return kind === "schema-moved" || kind === "poison"
    ? told("invalid-plan", `PostgreSQL refuses the backfill on a copy of ${quoteTableName(spec.table)}`)
    : error;
}
