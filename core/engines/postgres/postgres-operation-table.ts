import type { OperationTable } from "#core/plan/operations/facts/table-facts.ts";
import type { Connection } from "../connection.ts";
import { readOperationColumns } from "./postgres-operation-columns.ts";
import { readIncoming, readOperationConstraints } from "./postgres-operation-constraints.ts";
import {
  readDependents,
  readMentions,
  readOperationFunctions,
  readOtherUsers,
} from "./postgres-operation-dependents.ts";
import { readOperationIndexes } from "./postgres-operation-indexes.ts";
import { GRANTS, OPTIONS, REF, readJson } from "./postgres-operation-json.ts";
import { readOperationPublications, readOperationStatistics } from "./postgres-operation-statistics.ts";
import {
  readOperationPolicies,
  readOperationTriggers,
  readPartitionTriggers,
  readPoliciesElsewhere,
} from "./postgres-operation-triggers.ts";
import { readOperationView, readOperationViews } from "./postgres-operation-views.ts";

type Relation = Pick<
  OperationTable,
  | "ref"
  | "oid"
  | "kind"
  | "persistence"
  | "owner"
  | "rowEstimate"
  | "bytes"
  | "typed"
  | "parents"
  | "partitions"
  | "inheritors"
  | "partitionKey"
  | "rowSecurity"
  | "forcedRowSecurity"
  | "replicaIdentity"
  | "options"
  | "tablespace"
  | "comment"
  | "grants"
>;

const CHILDREN = (isPartition: boolean): string =>
  `(SELECT coalesce(json_agg(${REF("h.inhrelid")} ORDER BY h.inhrelid), '[]') FROM pg_inherits h JOIN pg_class hc ON hc.oid = h.inhrelid
     WHERE h.inhparent = c.oid AND ${isPartition ? "" : "NOT "}hc.relispartition)`;

/** The settings of a table's TOAST table are set on the table. */
const TABLE_OPTIONS = `c.reloptions || (SELECT array_agg('toast.' || o) FROM pg_class tc, unnest(tc.reloptions) o WHERE tc.oid = c.reltoastrelid)`;
const LEAVES = `pg_partition_tree(c.oid) t JOIN pg_class lc ON lc.oid = t.relid WHERE t.isleaf`;

const RELATION = `SELECT json_build_object('ref', ${REF("c.oid")}, 'oid', c.oid::text,
    'kind', CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' ELSE 'table' END,
    'persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' WHEN 't' THEN 'temporary' ELSE 'permanent' END,
    'owner', quote_ident(pg_get_userbyid(c.relowner)),
    'rowEstimate', CASE WHEN c.relkind = 'p' THEN (SELECT sum(nullif(lc.reltuples, -1)) FROM ${LEAVES}) ELSE nullif(c.reltuples, -1) END,
    'bytes', CASE WHEN c.relkind = 'v' THEN 0 WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_total_relation_size(t.relid)), 0) FROM ${LEAVES}) ELSE pg_total_relation_size(c.oid) END,
    'typed', c.reloftype <> 0,
    'parents', (SELECT coalesce(json_agg(${REF("h.inhparent")} ORDER BY h.inhseqno), '[]') FROM pg_inherits h WHERE h.inhrelid = c.oid),
    'partitions', ${CHILDREN(true)}, 'inheritors', ${CHILDREN(false)}, 'partitionKey', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
    'rowSecurity', c.relrowsecurity, 'forcedRowSecurity', c.relforcerowsecurity,
    'replicaIdentity', CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' WHEN 'i' THEN 'index' ELSE 'default' END,
    'options', ${OPTIONS(TABLE_OPTIONS)}, 'tablespace', quote_ident(s.spcname), 'comment', obj_description(c.oid, 'pg_class'), 'grants', ${GRANTS("c.relacl")}) AS fact
  FROM pg_class c LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE c.oid = $1::oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')`;

/** All of a table. The path must be empty, so that every definition names schemas. `null`: it went away, or is no table. */
export async function readOperationTable(
  connection: Connection,
  { oid, version }: { readonly oid: string; readonly version: number },
): Promise<OperationTable | null> {
  const [relation] = await readJson<Relation>(connection, RELATION, [oid]);
  if (!relation) return null;
  return {
    ...relation,
    columns: await readOperationColumns(connection, oid),
    indexes: await readOperationIndexes(connection, oid),
    constraints: await readOperationConstraints(connection, oid),
    incoming: await readIncoming(connection, oid),
    triggers: await readOperationTriggers(connection, oid),
    partitionTriggers: await readPartitionTriggers(connection, oid),
    policies: await readOperationPolicies(connection, oid),
    policiesElsewhere: await readPoliciesElsewhere(connection, oid),
    statistics: await readOperationStatistics(connection, oid),
    publications: await readOperationPublications(connection, { oid, version }),
    views: await readOperationViews(connection, oid),
    view: await readOperationView(connection, oid),
    functions: await readOperationFunctions(connection, oid),
    others: await readOtherUsers(connection, oid),
    dependents: await readDependents(connection, oid),
    mentions: await readMentions(connection, oid),
  };
}
