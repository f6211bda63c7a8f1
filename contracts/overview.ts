import { z } from "zod";
import { stage } from "./approval-standing.ts";
import { auditProtection } from "./audit.ts";
import { database } from "./database.ts";
import { defineOperation } from "./define-operation.ts";
import { id, timestamp } from "./id.ts";
import { migrationSummary } from "./migration.ts";
import { rolloutSummary } from "./rollout.ts";

/** Something that waits for the person who asks. */
export const need = z.object({
  kind: z.enum(["break_glass", "review", "stage", "gate", "set_aside", "failed", "start", "setup"]),
  title: z.string(),
  detail: z.string(),
  href: z.string(),
  since: timestamp.nullable(),
});
export type Need = z.infer<typeof need>;

export const getOverview = defineOperation({
  id: "getOverview",
  method: "GET",
  path: "/api/v1/overview",
  summary: "What needs me, what runs now, which databases are in trouble",
  access: "overview.read",
  response: z.object({
    needs: z.array(need),
    running: z.array(rolloutSummary),
    recent: z.array(rolloutSummary),
    troubled: z.array(database),
    counts: z.object({ databases: z.int(), migrations: z.int(), rollouts: z.int() }),
    workers: z.array(z.object({ name: z.string(), heartbeatAt: timestamp })),
  }),
});
/** A plan with what is still missing, in a sentence. */
const askedPlan = migrationSummary.extend({ asks: z.string() });
export const listApprovals = defineOperation({
  id: "listApprovals",
  method: "GET",
  path: "/api/v1/approvals",
  summary: "Plans in review: those I may decide on, and those I wait for",
  access: "migration.read",
  response: z.object({
    mine: z.array(askedPlan),
    others: z.array(askedPlan),
    /** Rollouts that wait before a stage. */
    stages: z.array(
      z.object({
        rolloutId: id,
        stage: stage.exclude(["start"]),
        title: z.string(),
        databaseName: z.string(),
        /** What is missing, in a sentence. */
        asks: z.string(),
        isMine: z.boolean(),
        since: timestamp,
      }),
    ),
    decided: z.array(
      z.object({
        migrationId: id,
        title: z.string(),
        decision: z.enum(["approved", "rejected"]),
        byName: z.string(),
        at: timestamp,
      }),
    ),
  }),
});

export const settings = z.object({
  version: z.string(),
  url: z.string(),
  singlePersonMode: z.boolean(),
  approvalDays: z.int(),
  /** Where things live, without credentials. */
  controlDatabase: z.string(),
  redis: z.string(),
  embedded: z.boolean(),
  /** How many sealing keys are known; more than one during a rotation. */
  secretKeys: z.int(),
  /** Credentials still sealed with an older key. */
  sealedWithOldKey: z.int(),
  workers: z.array(z.object({ name: z.string(), heartbeatAt: timestamp })),
  audit: auditProtection,
});
export const getSettings = defineOperation({
  id: "getSettings",
  method: "GET",
  path: "/api/v1/settings",
  summary: "How this installation is set up",
  access: "settings.read",
  response: settings,
});
export const changeSettings = defineOperation({
  id: "changeSettings",
  method: "PATCH",
  path: "/api/v1/settings",
  summary: "Change how long approvals are good for",
  access: "settings.write",
  body: z.object({ approvalDays: z.int().min(1).max(365) }),
  response: settings,
});
export const rotateSecrets = defineOperation({
  id: "rotateSecrets",
  method: "POST",
  path: "/api/v1/settings/rotate-secrets",
  summary: "Seal all credentials anew with the first key of SLUICE_SECRET_KEY",
  access: "settings.write",
  response: z.object({ resealed: z.int() }),
});
export const getHealth = defineOperation({
  id: "getHealth",
  method: "GET",
  path: "/api/v1/health",
  summary: "Whether web, control database, Redis and a worker answer",
  access: "public",
  response: z.object({
    ok: z.boolean(),
    version: z.string(),
    controlDatabase: z.boolean(),
    redis: z.boolean(),
    workers: z.int(),
  }),
});
