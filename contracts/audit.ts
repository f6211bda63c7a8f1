import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { timestamp } from "./id.ts";
import { pageOf, pageQuery } from "./page.ts";

export const auditEntry = z.object({
  id: z.string(),
  at: timestamp,
  actorName: z.string(),
  actorKind: z.enum(["person", "token", "system"]),
  action: z.string(),
  objectType: z.string(),
  objectId: z.string().nullable(),
  objectName: z.string().nullable(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  reason: z.string().nullable(),
  /** `single-person`: an approval of one's own plan. `break-glass`: done without approval, or to allow that. */
  mark: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditFilter = z.object({
  actor: z.string().optional(),
  action: z.string().optional(),
  objectType: z.string().optional(),
  objectId: z.string().optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  text: z.string().max(200).optional(),
});
export const listAudit = defineOperation({
  id: "listAudit",
  method: "GET",
  path: "/api/v1/audit",
  summary: "Who did what, newest first",
  access: "audit.read",
  query: pageQuery.extend(auditFilter.shape),
  response: pageOf(auditEntry),
});
export const exportAudit = defineOperation({
  id: "exportAudit",
  method: "GET",
  path: "/api/v1/audit/export",
  summary: "The filtered audit as CSV or JSON lines",
  access: "audit.export",
  query: auditFilter.extend({ format: z.enum(["csv", "jsonl"]).default("csv") }),
  answer: "text",
  response: z.string(),
});
/** Values to filter by. */
export const listAuditFacets = defineOperation({
  id: "listAuditFacets",
  method: "GET",
  path: "/api/v1/audit/facets",
  summary: "Actors, actions and object types that occur",
  access: "audit.read",
  response: z.object({ actors: z.array(z.string()), actions: z.array(z.string()), objectTypes: z.array(z.string()) }),
});
