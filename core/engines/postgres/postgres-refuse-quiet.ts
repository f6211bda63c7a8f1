import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { quoteTableName } from "./postgres-names.ts";
import { quietRight } from "./postgres-quiet-right.ts";

/**
 * What keeps triggers quiet keeps foreign keys and deferred keys quiet too: a column that one of them checks could be left wrong.
 * @throws DomainError `invalid-plan` for such a column, or where the login lacks the right.
 */
export async function refuseQuiet(connection: Connection, spec: BackfillSpec): Promise<void> {
  const { isGranted, login, how } = await quietRight(connection);
  if (!isGranted) {
    throw new DomainError(
      "invalid-plan",
      `The backfill of ${quoteTableName(spec.table)} says \`triggers: quiet\`, and ${login} may not set session_replication_role. No row was changed. ${how}. Or write \`triggers: fire\`, if its triggers may see every row.`,
    );
  }
  const { rows } = await connection.query(CHECKED, [quoteTableName(spec.table), Object.keys(spec.set)]);
  const [found] = rows;
  if (!found) return;
  throw new DomainError(
    "invalid-plan",
    `The backfill of ${quoteTableName(spec.table)} says \`triggers: quiet\`, and the constraint ${String(found.name)} checks ${String(found.column)} by triggers: it would not see what is written. No row was changed. Write \`triggers: fire\`, or fill the column before the constraint is there.`,
  );
}

/** Constraints that triggers check, over a column that is written or a stored one that follows from it. */
const CHECKED = `WITH own AS (SELECT to_regclass($1)::oid AS relid UNION SELECT relid::oid FROM pg_partition_tree(to_regclass($1))),
    target AS (SELECT a.attrelid, a.attnum, a.attname FROM pg_attribute a JOIN own ON own.relid = a.attrelid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attname = ANY ($2::text[])),
    written AS (SELECT * FROM target UNION SELECT g.attrelid, g.attnum, g.attname FROM target s JOIN pg_depend d
      ON d.refclassid = 'pg_class'::regclass AND d.refobjid = s.attrelid AND d.refobjsubid = s.attnum
      JOIN pg_attribute g ON g.attrelid = s.attrelid AND g.attgenerated = 's' AND (d.classid = 'pg_class'::regclass AND d.objid = g.attrelid AND d.objsubid = g.attnum
        OR d.classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef f WHERE f.oid = d.objid AND f.adrelid = g.attrelid AND f.adnum = g.attnum)))
  SELECT c.conname AS name, w.attname AS column FROM written w JOIN pg_constraint c ON
      c.contype = 'f' AND (c.conrelid = w.attrelid AND w.attnum = ANY (c.conkey) OR c.confrelid = w.attrelid AND w.attnum = ANY (c.confkey))
      OR c.condeferrable AND c.contype IN ('p', 'u', 'x') AND c.conrelid = w.attrelid AND (w.attnum = ANY (c.conkey) OR 0 = ANY (c.conkey))
    ORDER BY c.conname LIMIT 1`;
