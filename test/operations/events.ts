import type { OperationCase } from "./operation-case.ts";

const statements = [
  { does: "insert", sql: "INSERT INTO public.events (id, at, n) VALUES ($1::int, $1::int % 20, $2)" },
  { does: "update", sql: "UPDATE public.events SET n = $2 WHERE id = $1" },
  { does: "delete", sql: "DELETE FROM public.events WHERE id = $1" },
  { does: "read", sql: "SELECT n::text AS value FROM public.events WHERE id = $1" },
] as const;
const release = { statements, state: "SELECT id::text AS key, n::text AS value FROM public.events" };

/** Cases on a table with partitions on two levels; what is particular about a case is in the rest of it. */
export const onEvents = (
  own: Pick<OperationCase, "name" | "change" | "oracle"> & { readonly prepare?: string; readonly keyed?: boolean },
): OperationCase => ({
  name: own.name,
  setup: `CREATE TABLE public.days (at int PRIMARY KEY);
CREATE TABLE public.events (id bigint${own.keyed === false ? "" : " NOT NULL"}, at int NOT NULL, n bigint) PARTITION BY RANGE (at);
CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM (0) TO (10);
CREATE TABLE public."Events 2" PARTITION OF public.events FOR VALUES FROM (10) TO (20) PARTITION BY LIST (at);
CREATE TABLE public.events_2a PARTITION OF public."Events 2" DEFAULT;
CREATE INDEX events_by_id ON public.events (id);
${own.prepare ?? ""}`,
  fill: (rows) => `INSERT INTO public.days SELECT generate_series(0, 19);
INSERT INTO public.events SELECT g, g % 20, g FROM generate_series(1, ${rows}) g; ANALYZE public.events;`,
  change: own.change,
  oracle: own.oracle,
  old: release,
  new: release,
  oldSurvives: true,
});
