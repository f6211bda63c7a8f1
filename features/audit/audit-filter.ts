import type { z } from "zod";
import { auditFilter } from "#contracts/audit.ts";

export type AuditFilter = z.output<typeof auditFilter>;
export const FILTER_NAMES = Object.keys(auditFilter.shape) as (keyof AuditFilter)[];

/** The filter that an address stands for; what does not parse is left out. */
export function filterOf(search: Pick<URLSearchParams, "get">): AuditFilter {
  const filter: Record<string, string> = {};
  for (const name of FILTER_NAMES) {
    const value = search.get(name);
    if (value && auditFilter.shape[name].safeParse(value).success) filter[name] = value;
  }
  return auditFilter.parse(filter);
}

/** The address part of a filter, with its `?`, or empty. */
export function queryOf(filter: AuditFilter): string {
  const query = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  return query.size > 0 ? `?${query}` : "";
}
