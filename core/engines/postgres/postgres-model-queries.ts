/** Relations of users, or those whose oids are given. */
const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)' AND ($1::oid[] IS NULL OR c.oid = ANY ($1::oid[]))`;
const RELATION = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

/** Each asks the catalog for one kind of fact; `$1` are the oids of relations, or null for all. The path is empty meanwhile, so that every name comes with its schema. */
export const MODEL_QUERIES = {
  session: `SELECT current_schemas(false)::text[] AS path, current_setting('TimeZone') AS zone,
      extract(epoch FROM now() - coalesce((SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()), pg_postmaster_start_time()))::float8 AS seconds,
      (SELECT array_agg(nspname::text) FROM pg_namespace WHERE nspname !~ '^pg_') AS schemas,
      (SELECT coalesce(array_agg(extname::text), '{}') FROM pg_extension) AS extensions`,
  related: `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name FROM ${RELATION}
      WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  edges: `SELECT conrelid::text AS one, confrelid::text AS other, 'key' AS kind FROM pg_constraint WHERE contype = 'f'
      UNION SELECT inhrelid::text, inhparent::text, 'child' FROM pg_inherits
      UNION SELECT r.ev_class::text, d.refobjid::text, 'view' FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND r.ev_class <> d.refobjid`,
  tables: `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind, c.relpersistence AS persistence,
        c.relrowsecurity AS row_security, c.relreplident AS identity, s.spcname AS tablespace, a.amname AS access_method,
        nullif(c.reltuples, -1)::float8 AS rows, pg_table_size(c.oid)::float8 AS bytes, pg_indexes_size(c.oid)::float8 AS index_bytes,
        (t.n_tup_ins + t.n_tup_upd + t.n_tup_del)::float8 AS writes, (coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0))::float8 AS reads,
        k.partstrat AS strategy,
        array(SELECT f.attname::text FROM unnest(k.partattrs::int2[]) WITH ORDINALITY p(num, pos)
          LEFT JOIN pg_attribute f ON f.attrelid = c.oid AND f.attnum = p.num AND p.num > 0 ORDER BY p.pos) AS partition_columns,
        pg_get_expr(c.relpartbound, c.oid) AS bound,
        (SELECT json_agg(json_build_object('schema', pn.nspname, 'name', pc.relname) ORDER BY i.inhseqno)::text FROM pg_inherits i
          JOIN pg_class pc ON pc.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = pc.relnamespace WHERE i.inhrelid = c.oid) AS parents,
        (SELECT json_build_object('schema', tn.nspname, 'name', ty.typname)::text FROM pg_type ty JOIN pg_namespace tn ON tn.oid = ty.typnamespace WHERE ty.oid = c.reloftype) AS of_type,
        (SELECT json_agg(json_build_object('name', g.tgname, 'enabled', g.tgenabled <> 'D', 'function', json_build_object('schema', fn.nspname, 'name', f.proname)))::text
          FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid JOIN pg_namespace fn ON fn.oid = f.pronamespace WHERE g.tgrelid = c.oid AND NOT g.tgisinternal) AS triggers,
        (SELECT json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive,
          'command', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END))::text
          FROM pg_policy p WHERE p.polrelid = c.oid) AS policies,
        array(SELECT r.rulename::text FROM pg_rewrite r WHERE r.ev_class = c.oid) AS rules
      FROM ${RELATION} LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace LEFT JOIN pg_am a ON a.oid = c.relam
      LEFT JOIN pg_stat_user_tables t ON t.relid = c.oid LEFT JOIN pg_partitioned_table k ON k.partrelid = c.oid
      WHERE c.relkind IN ('r', 'p', 'f') AND ${OURS}`,
  columns: `SELECT c.oid::text AS oid, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attidentity AS identity, a.attgenerated AS generated,
        a.attnotnull AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'n' AND NOT k.convalidated AND k.conkey = ARRAY[a.attnum]) AS not_null,
        pg_get_expr(d.adbin, d.adrelid) AS value,
        CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN o.collname END AS collation
      FROM ${RELATION} JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation o ON o.oid = a.attcollation
      WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND ${OURS} ORDER BY c.oid, a.attnum`,
  constraints: `SELECT n.nspname AS schema, c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
      FROM ${RELATION} JOIN pg_constraint k ON k.conrelid = c.oid
      WHERE k.contype IN ('p', 'u', 'f', 'c', 'n', 'x') AND ${OURS} ORDER BY k.contype = 'f', k.conname`,
  indexes: `SELECT ic.relname AS name, n.nspname AS schema, pg_get_indexdef(i.indexrelid) AS definition, i.indisvalid AND i.indisready AND i.indislive AS valid,
        ic.relkind = 'I' AS partitioned, i.indisprimary AS primary, CASE WHEN ic.relkind = 'i' THEN pg_relation_size(i.indexrelid)::float8 END AS bytes,
        (SELECT json_build_object('schema', pn.nspname, 'name', pc.relname)::text FROM pg_inherits h JOIN pg_class pc ON pc.oid = h.inhparent
          JOIN pg_namespace pn ON pn.oid = pc.relnamespace WHERE h.inhrelid = i.indexrelid) AS parent
      FROM ${RELATION} JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class ic ON ic.oid = i.indexrelid WHERE ${OURS}`,
  views: `SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, pg_get_viewdef(c.oid) AS definition
      FROM ${RELATION} WHERE c.relkind IN ('v', 'm') AND ${OURS} ORDER BY c.oid`,
  sequences: `SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table_name, a.attname AS column_name
      FROM ${RELATION} LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
      LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' AND ($1::oid[] IS NULL OR d.refobjid IS NULL OR d.refobjid = ANY ($1::oid[]))`,
  types: `SELECT n.nspname AS schema, t.typname AS name, t.typtype AS kind, format_type(t.typbasetype, t.typtypmod) AS base, t.typnotnull AS not_null,
        (SELECT json_agg(json_build_object('name', k.conname, 'validated', k.convalidated))::text FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checks,
        array(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
        (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)::text
          FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS attributes
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (t.typtype IN ('d', 'e') OR (t.typtype = 'c' AND c.relkind = 'c'))`,
  functions: `SELECT n.nspname AS schema, p.proname AS name, p.pronargs AS count, p.provolatile AS volatility, l.lanname AS language, p.prosrc AS body,
        p.prosecdef OR p.proconfig IS NOT NULL OR p.prokind <> 'f' AS special
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')`,
  publications: `SELECT p.pubname AS name, p.puballtables AS all_tables,
        (SELECT json_agg(json_build_object('schema', t.schemaname, 'name', t.tablename))::text FROM pg_publication_tables t WHERE t.pubname = p.pubname) AS tables
      FROM pg_publication p`,
  statistics: `SELECT sn.nspname AS schema, s.stxname AS name, n.nspname AS table_schema, c.relname AS table_name
      FROM pg_statistic_ext s JOIN pg_namespace sn ON sn.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS}`,
} as const;
