import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { stepId } from "./plan.ts";
import { blocker } from "./problem.ts";

export const lockBlocker = z.object({
  /** As the server names the session, such as a pid. */
  backend: z.string(),
  /** Tells this transaction of this session from any later one; `null`: it cannot be ended from here. */
  identity: z.string().nullable(),
  kind: z.enum(["client", "own", "vacuum", "wraparound vacuum", "replication", "prepared", "server"]),
  user: z.string().nullable(),
  application: z.string().nullable(),
  state: z.string().nullable(),
  transactionSeconds: z.number().nullable(),
  /** Without literals. */
  query: z.string().nullable(),
  /** Why the person who asks may not end it; empty means it may. */
  against: z.array(blocker),
});
export type LockBlocker = z.infer<typeof lockBlocker>;

export const lockBlockers = z.object({
  /** The step that waits for a lock; `null`: none does. */
  stepId: stepId.nullable(),
  tables: z.array(z.string()),
  at: timestamp,
  items: z.array(lockBlocker),
});
export type LockBlockers = z.infer<typeof lockBlockers>;

const params = z.object({ rolloutId: id });

export const listLockBlockers = defineOperation({
  id: "listLockBlockers",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/blockers",
  summary: "Who holds the lock that a step waits for, just now",
  access: "rollout.read",
  params,
  response: lockBlockers,
});
export const endLockBlocker = defineOperation({
  id: "endLockBlocker",
  method: "POST",
  path: "/api/v1/rollouts/:rolloutId/blockers/end",
  summary: "End a session that is idle in a transaction and holds the lock that a step waits for",
  access: "session.end",
  params,
  body: z.object({
    backend: z.string().regex(/^\d{1,10}$/, "The pid of a session"),
    identity: z.string().min(1).max(200),
    reason: z.string().trim().min(1, "Say why").max(280),
  }),
  response: lockBlockers,
});
