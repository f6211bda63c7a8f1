import type { CheckStep } from "#core/domain/plan-document.ts";
import type { Twinning } from "./twinning.ts";

/**
 * Right before contract: nothing hangs on the old columns that was not there when the plan was written. A view that was added
 * meanwhile would go on reading the old column, and keep it from being dropped. `null`: there are no old columns.
 */
export function twinPreflight({ table, rules, on, from, releases, context }: Twinning): CheckStep | null {
  const { sql, tag } = context;
  const olds = rules.flatMap((rule) => rule.old.map(({ name }) => name));
  if (olds.length === 0) return null;
  const texts = (values: readonly string[]) => values.map(sql.text).join(", ");
  const own = [`_slc_${tag}`, `sluice_${tag}`, ...releases.map((schema) => ` on ${sql.name(schema)}.`)];
  const known = table.dependents.filter(({ column }) => olds.includes(column)).map(({ identity }) => identity);
  return {
    check: {
      name: `nothing new hangs on ${olds.join(", ")} of ${table.ref.name}`.slice(0, 200),
      none: `SELECT i.type, i.identity FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) i
 WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = ${sql.text(on)}::regclass AND a.attname IN (${texts(olds)})
   AND d.deptype IN ('n', 'a') ${own.map((it) => ` AND pg_catalog.strpos(i.identity, ${sql.text(it)}) = 0`).join("")}${known.length > 0 ? ` AND i.identity NOT IN (${texts(known)})` : ""}
 LIMIT 10`,
    },
    from,
  };
}
