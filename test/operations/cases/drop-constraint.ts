import { onEvents } from "../events.ts";
import type { OperationCase } from "../operation-case.ts";
import { columnsOf, quoted, SHOPS, shopFill, shopRelease, shopSetup, tablesOf } from "../shop.ts";

const WHAT = ["Check", "not proved", "to other", "Unique", "key"] as const;

export const dropConstraint: readonly OperationCase[] = [
  ...SHOPS.flatMap((shop) => {
    const { table, other } = tablesOf(shop);
    const { key, number, note } = columnsOf(shop);
    const release = shopRelease(shop);
    return WHAT.map(
      (name): OperationCase => ({
        name: `drop-constraint-${name.toLowerCase().replaceAll(" ", "-")}${shop.suffix}`,
        setup: `${shopSetup(shop)}
CREATE TABLE ${other} (n bigint PRIMARY KEY);
ALTER TABLE ${table} ADD COLUMN up bigint;
ALTER TABLE ${table} ADD CONSTRAINT "Check" CHECK (${number} >= 0 OR ${note} = 'none') NO INHERIT;
ALTER TABLE ${table} ADD CONSTRAINT "not proved" CHECK (${number} > -5) NOT VALID;
ALTER TABLE ${table} ADD CONSTRAINT "to other" FOREIGN KEY (up) REFERENCES ${other} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ${table} ADD CONSTRAINT "Unique" UNIQUE (${note}, ${key}) INCLUDE (${number}) WITH (fillfactor = 80);
ALTER TABLE ${table} RENAME CONSTRAINT ${quoted(`${shop.names.table}_pkey`)} TO "key";
ALTER TABLE ${table} CLUSTER ON "Unique";
CREATE INDEX "by key" ON ${table} (${key});
COMMENT ON INDEX ${shop.schema}."Unique" IS 'index of it';
${WHAT.map((it) => `COMMENT ON CONSTRAINT "${it}" ON ${table} IS 'it''s ${it}';`).join("\n")}`,
        fill: (rows) => `${shopFill(shop, rows)}
INSERT INTO ${other} SELECT generate_series(1, 10);
UPDATE ${table} SET up = ${key} % 10 + 1;
`,
        change: { operations: [{ "drop-constraint": { table, name } }] },
        oracle: `ALTER TABLE ${table} DROP CONSTRAINT "${name}"`,
        old: release,
        new: release,
        oldSurvives: true,
      }),
    );
  }),
  onEvents({
    name: "drop-constraint-foreign-key-partitioned",
    prepare: `ALTER TABLE public.events ADD CONSTRAINT events_day FOREIGN KEY (at) REFERENCES public.days (at) ON UPDATE CASCADE;
COMMENT ON CONSTRAINT events_day ON public.events IS 'a day';`,
    change: { operations: [{ "drop-constraint": { table: "public.events", name: "events_day" } }] },
    oracle: "ALTER TABLE public.events DROP CONSTRAINT events_day",
  }),
  onEvents({
    name: "drop-constraint-unique-partitioned",
    prepare: `ALTER TABLE public.events ADD CONSTRAINT events_once UNIQUE (id, at);
COMMENT ON CONSTRAINT events_once ON public.events IS 'once';
ALTER INDEX public.events_1_id_at_key RENAME TO "renamed";`,
    change: { operations: [{ "drop-constraint": { table: "public.events", name: "events_once" } }] },
    oracle: "ALTER TABLE public.events DROP CONSTRAINT events_once",
  }),
  onEvents({
    name: "drop-constraint-check-partitioned",
    prepare: `ALTER TABLE public.events ADD CONSTRAINT positive CHECK (n > 0);
COMMENT ON CONSTRAINT positive ON public.events IS 'always';`,
    change: { operations: [{ "drop-constraint": { table: "public.events", name: "positive" } }] },
    oracle: "ALTER TABLE public.events DROP CONSTRAINT positive",
  }),
];
