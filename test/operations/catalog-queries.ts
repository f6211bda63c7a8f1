/** What the dump leaves out: the server's own, and Sluice's own schema, which is told apart in `leftovers.ts`. */
const OWN_SCHEMAS = `(n.nspname IN ('pg_catalog', 'information_schema', 'pg_toast', 'sluice') OR n.nspname LIKE 'pg\\_temp%' OR n.nspname LIKE 'pg\\_toast\\_temp%')`;

/** Objects that an extension brought come and go with it. */
const ofExtension = (catalog: string, oid: string): string =>
  `EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

const grantsOf = (what: string, acl: string): string =>
  `SELECT format('grant %s on ${what} %s to %s by %s%s', g.privilege_type, x.name,
                 CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END, g.grantor::regrole,
                 CASE WHEN g.is_grantable THEN ' with grant option' ELSE '' END)
     FROM ${acl} CROSS JOIN LATERAL aclexplode(x.acl) g`;

const RELATIONS = `(SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT ${OWN_SCHEMAS} AND NOT ${ofExtension("pg_class", "c.oid")})`;

const KIND = `CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
  WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' ELSE c.relkind::text END`;

const sorted = (array: string): string => `array_to_string(ARRAY(SELECT x FROM unnest(${array}) x ORDER BY 1), ', ')`;

const RELATION_QUERIES = {
  schemas: `SELECT format('schema %I owner %s', n.nspname, n.nspowner::regrole) FROM pg_namespace n WHERE NOT ${OWN_SCHEMAS}`,
  schemaGrants: grantsOf(
    "schema",
    `(SELECT format('%I', n.nspname) AS name, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl FROM pg_namespace n WHERE NOT ${OWN_SCHEMAS}) x`,
  ),
  relations: `SELECT format('%s %s owner %s persistence %s access %s tablespace %s options [%s] rls %s/%s', ${KIND}, c.name, c.relowner::regrole,
      c.relpersistence, coalesce(am.amname, '-'), coalesce(t.spcname, '-'), ${sorted("c.reloptions")}, c.relrowsecurity, c.relforcerowsecurity)
      || CASE WHEN c.relkind IN ('r', 'p', 'm') THEN ' replica identity ' || c.relreplident::text ELSE '' END
      || CASE WHEN c.relkind = 'm' THEN ' populated ' || c.relispopulated ELSE '' END
    FROM ${RELATIONS} c LEFT JOIN pg_am am ON am.oid = c.relam LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
   WHERE c.relkind NOT IN ('i', 'I', 't')`,
  relationGrants: grantsOf(
    "relation",
    `(SELECT c.name, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl
        FROM ${RELATIONS} c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')) x`,
  ),
  columns: `SELECT format('column %s.%I %s', c.name, a.attname, format_type(a.atttypid, a.atttypmod))
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END
      || CASE WHEN d.oid IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) ELSE '' END
      || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
      || CASE WHEN a.attgenerated <> '' THEN ' generated ' || a.attgenerated::text ELSE '' END
      || format(' storage %s compression %s statistics %s options [%s] inherited %s', a.attstorage, coalesce(nullif(a.attcompression::text, ''), '-'),
                coalesce(a.attstattarget, -1), ${sorted("a.attoptions")}, a.attinhcount)
    FROM ${RELATIONS} c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')`,
  columnGrants: grantsOf(
    "column",
    `(SELECT format('%s.%I', c.name, a.attname) AS name, a.attacl AS acl FROM ${RELATIONS} c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE a.attacl IS NOT NULL) x`,
  ),
  constraints: `SELECT format('constraint %I on %s: %s%s%s%s', k.conname, c.name, pg_get_constraintdef(k.oid),
      CASE WHEN k.convalidated THEN '' ELSE ' (not validated)' END, CASE WHEN k.connoinherit AND k.contype <> 'f' THEN ' (no inherit)' ELSE '' END,
      CASE WHEN k.conindid <> 0 AND k.contype IN ('p', 'u', 'x', 'f') THEN ' by index ' || k.conindid::regclass::text ELSE '' END)
    FROM pg_constraint k JOIN ${RELATIONS} c ON c.oid = k.conrelid WHERE k.contype <> 't' AND k.conparentid = 0`,
  indexes: `SELECT format('index %s: %s%s%s%s%s%s%s', c.name, pg_get_indexdef(i.indexrelid),
      CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ' INVALID' END,
      CASE WHEN i.indisreplident THEN ' replica identity' ELSE '' END, CASE WHEN i.indisclustered THEN ' clustered' ELSE '' END,
      CASE WHEN i.indimmediate THEN '' ELSE ' deferrable' END, CASE WHEN c.relispartition THEN ' attached' ELSE '' END,
      (SELECT string_agg(format(' statistics of %s: %s', a.attnum, a.attstattarget), '' ORDER BY a.attnum)
         FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0))
    FROM pg_index i JOIN ${RELATIONS} c ON c.oid = i.indexrelid`,
  sequences: `SELECT format('sequence %s as %s start %s min %s max %s by %s cache %s cycle %s of %s', c.name, s.seqtypid::regtype, s.seqstart,
      s.seqmin, s.seqmax, s.seqincrement, s.seqcache, s.seqcycle, coalesce((SELECT format('%s.%I (%s)', d.refobjid::regclass, a.attname, d.deptype)
        FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')), 'nobody'))
    FROM pg_sequence s JOIN ${RELATIONS} c ON c.oid = s.seqrelid`,
  views: `SELECT format('definition of %s: %s', c.name, pg_get_viewdef(c.oid, true)) FROM ${RELATIONS} c WHERE c.relkind IN ('v', 'm')`,
  rules: `SELECT format('rule %s on %s: enabled %s', pg_get_ruledef(r.oid), c.name, r.ev_enabled) FROM pg_rewrite r JOIN ${RELATIONS} c ON c.oid = r.ev_class
   WHERE r.rulename <> '_RETURN'`,
  triggers: `SELECT format('trigger %s: enabled %s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t JOIN ${RELATIONS} c ON c.oid = t.tgrelid
   WHERE NOT t.tgisinternal`,
  policies: `SELECT format('policy %I on %s: %s permissive %s to %s using %s check %s', p.polname, c.name, p.polcmd, p.polpermissive,
      (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', ' ORDER BY 1) FROM unnest(p.polroles) r),
      coalesce(pg_get_expr(p.polqual, p.polrelid), '-'), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-'))
    FROM pg_policy p JOIN ${RELATIONS} c ON c.oid = p.polrelid`,
  partitions: `SELECT format('%s is partitioned by %s', c.name, pg_get_partkeydef(c.oid)) FROM ${RELATIONS} c WHERE c.relkind = 'p'`,
  inheritance: `SELECT format('%s is %s of %s %s', c.name, CASE WHEN c.relispartition THEN 'a partition' ELSE 'a child' END, i.inhparent::regclass,
      coalesce(pg_get_expr(c.relpartbound, c.oid), '')) FROM pg_inherits i JOIN ${RELATIONS} c ON c.oid = i.inhrelid`,
  // The server lists its columns by their position in the table.
  statistics: `SELECT format('statistics %I.%I: %s on %s of %s target %s owner %s', n.nspname, s.stxname, ${sorted("s.stxkind::text[]")},
      (SELECT string_agg(a.attname, ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys))
        || coalesce(' and ' || array_to_string(pg_get_statisticsobjdef_expressions(s.oid), ', '), ''), s.stxrelid::regclass, coalesce(s.stxstattarget, -1), s.stxowner::regrole) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE NOT ${OWN_SCHEMAS}`,
};

const OTHER_QUERIES = {
  functions: `SELECT format('function %s owner %s: %s', p.oid::regprocedure, p.proowner::regrole,
      CASE WHEN p.prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) END)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE NOT ${OWN_SCHEMAS} AND NOT ${ofExtension("pg_proc", "p.oid")}`,
  functionGrants: grantsOf(
    "function",
    `(SELECT p.oid::regprocedure::text AS name, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE NOT ${OWN_SCHEMAS} AND NOT ${ofExtension("pg_proc", "p.oid")}) x`,
  ),
  types: `SELECT format('type %s owner %s: %s %s%s', t.oid::regtype, t.typowner::regrole, t.typtype,
      CASE t.typtype WHEN 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
                     WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                                   || coalesce(' DEFAULT ' || t.typdefault, '') ELSE '' END,
      (SELECT string_agg(format(' %I %s', k.conname, pg_get_constraintdef(k.oid)), ',' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE NOT ${OWN_SCHEMAS} AND NOT ${ofExtension("pg_type", "t.oid")} AND t.typtype IN ('e', 'd', 'r')`,
  typeGrants: grantsOf(
    "type",
    `(SELECT t.oid::regtype::text AS name, t.typacl AS acl FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
       WHERE NOT ${OWN_SCHEMAS} AND t.typacl IS NOT NULL) x`,
  ),
  publications: `SELECT format('publication %I owner %s: all tables %s, insert %s update %s delete %s truncate %s via root %s', pubname, pubowner::regrole,
      puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot) FROM pg_publication`,
  casts: `SELECT format('cast %s to %s by %s context %s method %s', castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod)
    FROM pg_cast WHERE oid >= 16384`,
  extensions: `SELECT format('extension %I', extname) FROM pg_extension`,
  eventTriggers: `SELECT format('event trigger %I: %s %s %s', evtname, evtevent, evtfoid::regprocedure, evtenabled) FROM pg_event_trigger`,
  defaultGrants: `SELECT format('default grants of %s in %s on %s: %s', d.defaclrole::regrole, coalesce(n.nspname, '-'), d.defaclobjtype, d.defaclacl::text)
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace`,
  comments: `SELECT format('comment on %s %s: %s', o.type, o.identity, d.description) FROM pg_description d
    CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
   WHERE d.objoid >= 16384 AND o.identity IS NOT NULL AND o.identity NOT LIKE 'sluice%' AND o.identity NOT LIKE '% on sluice.%'`,
  labels: `SELECT format('label of %s on %s %s: %s', l.provider, o.type, o.identity, l.label) FROM pg_seclabel l
    CROSS JOIN LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) o`,
};

/** Column lists and filters came with 15. */
const publishedTables = (version: number): string =>
  version < 150_000
    ? `SELECT format('publication %I has %s', p.pubname, r.prrelid::regclass) FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid`
    : `SELECT format('publication %I has %s columns %s where %s', p.pubname, r.prrelid::regclass,
         coalesce((SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
                    WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)), '-'), coalesce(pg_get_expr(r.prqual, r.prrelid), '-'))
         FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
        UNION ALL SELECT format('publication %I has schema %s', p.pubname, s.pnnspid::regnamespace)
         FROM pg_publication_namespace s JOIN pg_publication p ON p.oid = s.pnpubid`;

/** Each answers one column of lines; together they say everything of a schema that an application could notice. */
export const catalogQueries = (version: number): readonly string[] => [
  ...Object.values(RELATION_QUERIES),
  ...Object.values(OTHER_QUERIES),
  publishedTables(version),
];
