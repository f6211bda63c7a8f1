import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";

const kind = z.enum(["hot", "poison"]);
const status = z.enum(["open", "fixed", "waived", "gone"]);

/** Rows set aside for one cause. Read from the target now. */
export const setAsideGroup = z.object({
  kind,
  status,
  code: z.string().nullable(),
  message: z.string().nullable(),
  rows: z.int(),
});
export type SetAsideGroup = z.infer<typeof setAsideGroup>;
export const setAsideRow = z.object({
  key: z.string(),
  shardNo: z.int(),
  kind,
  status,
  tries: z.int(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  firstAt: timestamp,
  lastAt: timestamp,
});
export type SetAsideRow = z.infer<typeof setAsideRow>;

const params = z.object({ rolloutId: id, backfillId: id });
const filter = z.object({
  kind: kind.optional(),
  status: status.optional(),
  code: z.string().max(40).optional(),
});
const groups = z.object({ groups: z.array(setAsideGroup) });

export const listSetAside = defineOperation({
  id: "listSetAside",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/backfills/:backfillId/set-aside",
  summary: "Rows that could not be written, by cause, and a page of their keys",
  access: "rollout.read",
  params,
  query: filter.extend({ after: z.string().optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }),
  response: groups.extend({ items: z.array(setAsideRow), next: z.string().nullable() }),
});
export const exportSetAside = defineOperation({
  id: "exportSetAside",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/backfills/:backfillId/set-aside.csv",
  summary: "All set-aside rows as CSV: key, kind, status, tries, code, message, times",
  access: "rollout.read",
  params,
  query: filter,
  answer: "text",
  response: z.string(),
});
export const retrySetAside = defineOperation({
  id: "retrySetAside",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/backfills/:backfillId/set-aside/retry",
  summary: "Try open rows again now, each in its own transaction; at most 500 a call",
  access: "rollout.control",
  params,
  body: filter.pick({ kind: true, code: true }),
  response: groups.extend({ fixed: z.int(), gone: z.int(), stillOpen: z.int() }),
});
export const waiveSetAside = defineOperation({
  id: "waiveSetAside",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/backfills/:backfillId/set-aside/waive",
  summary: "Accept that open rows stay as they are, with a reason; verification passes over them",
  access: "rollout.waive",
  params,
  body: z.object({
    kind: kind.optional(),
    code: z.string().max(40).optional(),
    keys: z.array(z.string()).max(500).optional(),
    reason: z.string().trim().min(3, "Say why").max(280),
  }),
  response: groups.extend({ waived: z.int() }),
});
