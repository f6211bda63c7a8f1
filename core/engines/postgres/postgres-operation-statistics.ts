import type { OperationPublication, OperationStatistics } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { NAMES, readJson } from "./postgres-operation-json.ts";

const STATISTICS = `SELECT json_build_object('ref', json_build_object('schema', n.nspname, 'name', s.stxname), 'definition', pg_get_statisticsobjdef(s.oid),
    'kinds', (SELECT coalesce(json_agg(CASE k WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' ELSE 'mcv' END), '[]') FROM unnest(s.stxkind) k WHERE k IN ('d', 'f', 'm')),
    'keys', ${NAMES("s.stxkeys::int2[]", "s.stxrelid")}, 'expressions', coalesce(array_to_json(pg_get_statisticsobjdef_expressions(s.oid)), '[]'),
    'columns', (SELECT coalesce(json_agg(u.attname ORDER BY u.attname), '[]') FROM (
      SELECT a.attname FROM unnest(s.stxkeys::int2[]) num JOIN pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = num
      UNION SELECT b.attname FROM pg_depend d JOIN pg_attribute b ON b.attrelid = d.refobjid AND b.attnum = d.refobjsubid
       WHERE d.classid = 'pg_statistic_ext'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = s.stxrelid) u),
    'target', nullif(s.stxstattarget, -1), 'comment', obj_description(s.oid, 'pg_statistic_ext')) AS fact
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE s.stxrelid = $1::oid ORDER BY s.stxname`;

export const readOperationStatistics = (connection: Connection, oid: string): Promise<readonly OperationStatistics[]> =>
  readJson<OperationStatistics>(connection, STATISTICS, [oid]);

const COLUMN_LISTS_SINCE = 150_000;

/** Column lists, filters and publication by schema came with 15. */
const PUBLICATIONS = (version: number): string => {
  const isNew = version >= COLUMN_LISTS_SINCE;
  const list = isNew ? `CASE WHEN r.prattrs IS NOT NULL THEN ${NAMES("r.prattrs::int2[]", "r.prrelid")} END` : "NULL";
  const bySchema = `UNION ALL SELECT json_build_object('name', p.pubname, 'by', 'schema', 'columns', NULL, 'where', NULL)
    FROM pg_publication p JOIN pg_publication_namespace s ON s.pnpubid = p.oid JOIN pg_class c ON c.relnamespace = s.pnnspid AND c.oid = $1::oid`;
  return `SELECT json_build_object('name', p.pubname, 'by', 'table', 'columns', ${list}, 'where', ${isNew ? "pg_get_expr(r.prqual, r.prrelid)" : "NULL"}) AS fact
    FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = $1::oid
    UNION ALL SELECT json_build_object('name', p.pubname, 'by', 'all', 'columns', NULL, 'where', NULL) FROM pg_publication p WHERE p.puballtables
    ${isNew ? bySchema : ""}`;
};

export const readOperationPublications = (
  connection: Connection,
  { oid, version }: { readonly oid: string; readonly version: number },
): Promise<readonly OperationPublication[]> => readJson<OperationPublication>(connection, PUBLICATIONS(version), [oid]);
