import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { timestamp } from "./id.ts";
import { pageOf, pageQuery } from "./page.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits");

export const auditEntry = z.object({
  id: z.string(),
  at: timestamp,
  /** Its number in the chain, from 1 without gaps; `null`: it was put in past the chain. */
  seq: z.int().nullable(),
  /** SHA-256 over the previous hash and the entry, and the previous hash itself. */
  hash: sha256.nullable(),
  previousHash: sha256.nullable(),
  actorId: z.string().nullable(),
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

export const chainHead = z.object({ seq: z.int().min(1), hash: sha256 });
export type ChainHead = z.infer<typeof chainHead>;

export const chainBreak = z.object({
  /** The first entry that is not as it was written; `null`: an entry without a number. */
  seq: z.int().nullable(),
  kind: z.enum(["missing", "changed", "reordered", "inserted", "rewritten"]),
  message: z.string(),
});
export type ChainBreak = z.infer<typeof chainBreak>;

/** What keeps the role that Sluice runs as from changing the audit. */
export const auditProtection = z.object({
  role: z.string(),
  /** `separate-role`: it lacks the rights; `triggers`: triggers refuse, which it could drop; `open`: nothing does. */
  level: z.enum(["separate-role", "triggers", "open"]),
  weaknesses: z.array(z.string()),
  /** What makes it stronger, to run as the owner; `null`: nothing is needed. */
  sql: z.string().nullable(),
});
export type AuditProtection = z.infer<typeof auditProtection>;

export const auditVerification = z.object({
  intact: z.boolean(),
  /** Entries found as they were written, from the first on. */
  count: z.int(),
  head: chainHead.nullable(),
  broken: chainBreak.nullable(),
  checkedAt: timestamp,
});
export type AuditVerification = z.infer<typeof auditVerification>;

export const getAuditChain = defineOperation({
  id: "getAuditChain",
  method: "GET",
  path: "/api/v1/audit/chain",
  summary: "The newest entry of the chain, when it was last verified, and what protects it",
  access: "audit.read",
  response: z.object({
    head: chainHead.nullable(),
    lastVerified: auditVerification.extend({ byName: z.string() }).nullable(),
    protection: auditProtection,
  }),
});
export const verifyAudit = defineOperation({
  id: "verifyAudit",
  method: "POST",
  path: "/api/v1/audit/verify",
  summary: "Computes every hash of the audit anew and says where it was tampered with",
  access: "audit.verify",
  /** A head that was written down earlier, elsewhere: it must still be in the chain. */
  body: z.object({ head: chainHead.optional() }),
  response: auditVerification.extend({ protection: auditProtection }),
});
