import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey } from "../backfill-store.ts";
import type { Connection, Row } from "../connection.ts";

interface Candidate {
  readonly key: BackfillKey;
  /** Collations with their versions: a library upgrade can change the order of texts. */
  readonly versions: readonly (string | null)[];
  readonly problem: string | null;
}

/** Float keys do not survive their text, money depends on a locale. */
const REFUSED = new Set(["real", "double precision", "money"]);

/**
 * The primary key, else the narrowest unique index that orders every row: all columns NOT NULL, no predicate, no
 * expression, default order and collation.
 */
const CANDIDATES = `
  SELECT i.indisprimary AS is_primary, c.relname AS name,
         json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'base', format_type(a.atttypid, NULL),
             'collation', CASE WHEN a.attcollation <> 0 THEN quote_ident(ns.nspname) || '.' || quote_ident(o.collname) END,
             'version', CASE WHEN a.attcollation <> 0 THEN coalesce(o.collversion, to_jsonb(d) ->> 'datcollversion', '') END,
             'fits', a.attcollation = i.indcollation[k.n - 1] AND oc.opcdefault) ORDER BY k.n)::text AS columns,
         bool_and(a.attnotnull) AND bool_and(k.num > 0) AS total
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
    JOIN pg_database d ON d.datname = current_database()
   CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(num, n)
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
    LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[k.n - 1]
    LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_namespace ns ON ns.oid = o.collnamespace
   WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
     AND m.amname = 'btree' AND k.n <= i.indnkeyatts AND NOT (i.indoption::int2[] && ARRAY[1, 2, 3]::int2[])
   GROUP BY i.indexrelid, i.indisprimary, c.relname, i.indnkeyatts
   ORDER BY i.indisprimary DESC, i.indnkeyatts, c.relname`;

interface KeyColumn {
  readonly name: string;
  readonly type: string;
  readonly base: string;
  readonly collation: string | null;
  readonly version: string | null;
  readonly fits: boolean;
}

function candidateOf(row: Row): Candidate {
  const columns = JSON.parse(String(row.columns)) as readonly KeyColumn[];
  const refused = columns.find((it) => REFUSED.has(it.base));
  const misfit = columns.find((it) => !it.fits);
  const source = row.is_primary === true ? "primary key" : `unique index ${String(row.name)}`;
  const problem = refused
    ? `${refused.name} of the ${source} is ${refused.type}, whose text does not keep its value`
    : misfit
      ? `${misfit.name} of the ${source} has another order than its column`
      : null;
  return {
    key: { columns: columns.map(({ name, type, collation }) => ({ name, type, collation })), source },
    versions: columns.map((it) => it.version),
    problem,
  };
}

/** The address of a row: its block and its place in it. An UPDATE gives the row another one. */
const ADDRESS: BackfillKey = {
  columns: [{ name: "ctid", type: "tid", collation: null }],
  source: "ctid",
  kind: "address",
};

/**
 * A key that orders every row, else the address. A partitioned table has addresses for each partition alone, so the
 * partitions are walked one by one instead.
 * @throws DomainError `invalid-plan` where no key can be walked, with what to add.
 */
export async function chooseKey(
  connection: Connection,
  { oid, name, isPartitioned }: { readonly oid: string; readonly name: string; readonly isPartitioned: boolean },
): Promise<{ readonly key: BackfillKey; readonly versions: readonly (string | null)[] }> {
  const { rows } = await connection.query(CANDIDATES, [oid]);
  const candidates = rows.filter((row) => row.total === true).map(candidateOf);
  const usable = candidates.find((it) => it.problem === null);
  if (usable) return { key: usable.key, versions: usable.versions };
  if (!isPartitioned) return { key: ADDRESS, versions: [null] };
  const why = candidates.flatMap((it) => it.problem ?? []).join("; ");
  throw new DomainError(
    "invalid-plan",
    `The partitioned table ${name} has no key of its own that batches can walk along${why ? ` (${why})` : ""}. Add a primary key, or NOT NULL to the columns of a unique index, in an expand step; or make a backfill step for each partition.`,
  );
}
