import type { Ask } from "./ask.ts";

/** What stands in a target for good: checkpoints, ledger, and the history of both. */
const STANDING = [
  "backfill_run",
  "backfill_shard",
  "backfill_skip",
  "backfill_undo",
  "heartbeat",
  "step_ledger",
  "index_build",
];

const QUERY = `
SELECT format('%s %s', o.type, o.identity) AS what FROM (
  SELECT 'pg_class'::regclass AS classid, c.oid, 0 AS subid FROM pg_class c
   WHERE c.relnamespace = to_regnamespace('sluice') AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT c.relname = ANY ($1::text[])
  UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0 FROM pg_proc p WHERE p.pronamespace = to_regnamespace('sluice')
  UNION ALL SELECT 'pg_type'::regclass, t.oid, 0 FROM pg_type t WHERE t.typnamespace = to_regnamespace('sluice') AND t.typtype IN ('e', 'd', 'r')
  UNION ALL SELECT 'pg_trigger'::regclass, t.oid, 0 FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace('sluice')
  -- By their names: those of an operation, and of the dual writes of a plan.
  UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum FROM pg_attribute a WHERE a.attname LIKE '\\_slc%' AND NOT a.attisdropped AND a.attnum > 0
     AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indexrelid = a.attrelid)
  UNION ALL SELECT 'pg_class'::regclass, c.oid, 0 FROM pg_class c WHERE c.relname LIKE '\\_slc%' OR c.relname LIKE '%\\_ccnew%' OR c.relname LIKE '%\\_ccold%'
  UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 0 FROM pg_constraint k WHERE k.conname LIKE '\\_slc%'
  UNION ALL SELECT 'pg_trigger'::regclass, t.oid, 0 FROM pg_trigger t WHERE t.tgname LIKE '~~sluice%' OR t.tgname LIKE '%sluice%'
  UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.proname LIKE '\\_slc%' AND n.nspname <> 'sluice'
) x CROSS JOIN LATERAL pg_identify_object(x.classid, x.oid, x.subid) o ORDER BY 1`;

/** Objects of Sluice's that an ended rollout must not leave in a target. Empty: it left nothing but its ledger. */
export async function leftovers(ask: Ask): Promise<readonly string[]> {
  const rows = await ask(QUERY, [STANDING]);
  return [...new Set(rows.map(({ what }) => String(what)))];
}
