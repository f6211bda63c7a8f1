import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillLayout, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { DryRun, DryRunRange, DryRunResult } from "../dry-run.ts";
import { NO_KEY } from "../key-text.ts";
import { layOut } from "./postgres-backfill-layout.ts";
import { type Range, updateIn } from "./postgres-backfill-sql.ts";
import { oidOf, readColumns, readTriggers } from "./postgres-catalog.ts";
import { measureOnCopy, readCopyBasis } from "./postgres-dry-run-copy.ts";
import { measureInPlace, planOf } from "./postgres-dry-run-range.ts";
import { sampleRanges } from "./postgres-dry-run-sample.ts";
import { type Measured, orProblem, type TableSize, totalsOf } from "./postgres-dry-run-totals.ts";
import { quoteTableName } from "./postgres-names.ts";

const NOTHING_CHANGED = "Every range was rolled back; the dead rows that it left are vacuum's.";

type Request = Parameters<DryRun["run"]>[2];

/** Samples the middle of the table as well as its ends; takes a batch's locks for as long as one batch, no stronger one. */
export const postgresDryRun: DryRun = {
  async run(connection, spec, request) {
    const oid = await oidOf(connection, spec.table);
    const columns = oid === null ? [] : await readColumns(connection, oid);
    const missing = Object.keys(spec.set).filter((name) => oid !== null && !columns.some((it) => it.name === name));
    return missing.length === 0
      ? await runInPlace(connection, spec, request)
      : await runOnCopy(connection, spec, request, missing);
  },
};

async function runInPlace(connection: Connection, spec: BackfillSpec, request: Request): Promise<DryRunResult> {
  const layout = await layOut(connection, spec, { shards: request.ranges });
  const ranges = await sampleRanges(connection, spec, layout, request);
  const measured: Measured[] = [];
  for (const range of ranges) {
    const measure = () => measureInPlace(connection, spec, layout, range, request.rows);
    measured.push(await orProblem(range, measure));
  }
  const plan = await planOf(connection, spec, layout, {
    range: ranges[0] ?? NOWHERE,
    rows: request.rows,
    isThere: true,
  });
  const warnings = ranges.length === 0 ? ["The table is empty: there was nothing to measure."] : [NOTHING_CHANGED];
  return await resultOf(connection, spec, layout, { where: "in place", measured, plan, warnings });
}
const NOWHERE: Range = { lo: NO_KEY, hi: NO_KEY };

/** The batches' own statement, on a copy of the sampled rows that has the columns which earlier steps will add. */
async function runOnCopy(
  connection: Connection,
  spec: BackfillSpec,
  request: Request,
  missing: readonly string[],
): Promise<DryRunResult> {
  const untold = missing.filter((name) => request.added[name] === undefined);
  if (untold.length > 0) {
    throw new DomainError(
      "invalid-plan",
      `${quoteTableName(spec.table)} has no column ${untold.join(", ")}, and no step of the plan adds it with a type that can be read. Nothing was run.`,
    );
  }
  const basis = await readCopyBasis(connection, spec, request);
  const ranges = await sampleRanges(connection, basis.standIn, basis.layout, request);
  const copied = await measureOnCopy(connection, spec, basis, ranges, request);
  const page = await planOf(connection, basis.standIn, basis.layout, {
    range: ranges[0] ?? NOWHERE,
    rows: request.rows,
    isThere: false,
  });
  const triggers = await readTriggers(connection, basis.oid);
  const warnings = [
    `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not there yet, so a copy of ${ranges.length === 0 ? "no" : "the sampled"} rows with the table's indexes was written and rolled back. Foreign keys are not checked on it.`,
    ...(triggers.length > 0
      ? [
          `The copy has no triggers; ${triggers.map((it) => it.name).join(", ")} will cost time that is not in these figures.`,
        ]
      : []),
  ];
  const layout = { ...basis.layout, targets: copied.targets };
  return await resultOf(connection, spec, layout, {
    where: "on a copy",
    measured: copied.measured,
    plan: [...page, ...copied.plan],
    warnings,
  });
}

async function resultOf(
  connection: Connection,
  spec: BackfillSpec,
  layout: BackfillLayout,
  found: Pick<DryRunResult, "where" | "plan" | "warnings"> & { readonly measured: readonly Measured[] },
): Promise<DryRunResult> {
  const { measured, ...rest } = found;
  const bound = JSON.stringify(layout.key.columns.map(() => "0"));
  return {
    ...rest,
    warnings: [...rest.warnings, ...measured.flatMap((it) => it.problem ?? []), ...keeping(spec)],
    key: `${layout.key.source} (${layout.key.columns.map((it) => it.name).join(", ")})`,
    statement: updateIn(spec, layout, { lo: bound, hi: bound }).text,
    ranges: measured.map(rangeOf),
    rowEstimate: layout.rowEstimate,
    locks: [...new Set(measured.flatMap((it) => it.locks))].toSorted(),
    ...totalsOf(measured, layout.rowEstimate, await sizeOf(connection, spec)),
  };
}

const keeping = ({ keepOldValues }: BackfillSpec): readonly string[] =>
  keepOldValues
    ? [
        "Old values are kept too (undo: keep-old-values): each changed row also writes one into sluice.backfill_undo, which is not in these figures.",
      ]
    : [];

const rangeOf = ({ range, rows, changed, ms, walBytes }: Measured): DryRunRange => ({
  from: range.lo,
  to: range.hi,
  rows,
  changed,
  ms,
  walBytes,
});

async function sizeOf(connection: Connection, { table }: BackfillSpec): Promise<TableSize> {
  const { rows } = await connection.query(
    `SELECT coalesce(sum(pg_relation_size(relid)), 0)::float8 AS heap, coalesce(sum(pg_indexes_size(relid)), 0)::float8 AS indexes
       FROM (SELECT to_regclass($1) AS relid UNION SELECT relid FROM pg_partition_tree(to_regclass($1))) AS own`,
    [quoteTableName(table)],
  );
  return { heap: Number(rows[0]?.heap ?? 0), indexes: Number(rows[0]?.indexes ?? 0) };
}
