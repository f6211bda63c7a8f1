import { z } from "zod";
import { OTHER_REASONS, SIGNAL_CODES } from "#core/domain/signal.ts";
import { environment, targetSource } from "./database.ts";
import { defineOperation } from "./define-operation.ts";
import { done, id, timestamp } from "./id.ts";

export const signalUnit = z.enum(["s", "bytes", "count", "share", "per core", "per min"]);
export const reason = z.object({
  code: z.enum([...SIGNAL_CODES, ...OTHER_REASONS]),
  effect: z.enum(["slow", "stop"]),
  /** One sentence with number, limit, place, and what ends it. */
  message: z.string(),
  value: z.number().nullable(),
  limit: z.number().nullable(),
  unit: signalUnit.nullable(),
  host: z.string().nullable(),
  since: timestamp,
  resumeAt: z.number().nullable(),
});
export type Reason = z.infer<typeof reason>;

/** Slow from `slow` on, stop from `stop` on, go on below `resume` for ten seconds. `null`: never. */
export const signalLimit = z.object({
  slow: z.number().nullable(),
  stop: z.number().nullable(),
  resume: z.number().nullable(),
});

const minute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time of day, such as 22:00");
/** When backfills may run. No opening times: always. */
export const maintenanceWindow = z.object({
  /** IANA name, such as Europe/Berlin. */
  timeZone: z.string().min(1).max(60),
  /** Days from 1 (Monday) to 7, on which it opens; `to` before `from` is on the next day. */
  openings: z.array(z.object({ days: z.array(z.int().min(1).max(7)).min(1), from: minute, to: minute })).max(20),
  /** Whatever the openings say, nothing runs meanwhile. */
  freezes: z.array(z.object({ from: timestamp, to: timestamp, reason: z.string().trim().min(1).max(280) })).max(20),
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;

export const throttleSettings = z.object({
  /** Cores of the server; `null`: not known, and limits per core are learned. */
  cores: z.int().min(1).max(1024).nullable(),
  /** Slices at once on this database, all rollouts together; `null`: by cores. */
  maxSlices: z.int().min(1).max(64).nullable(),
  /** Only what differs from the defaults; `off`: the signal is not asked. */
  limits: z.partialRecord(z.enum(SIGNAL_CODES), z.union([signalLimit, z.literal("off")])),
  /** Standbys that must be connected, by their `application_name`. */
  expectedReplicas: z.array(z.string().trim().min(1).max(63)).max(20),
  /** A query that returns one number, asked on the target. */
  sqlProbe: z.object({ query: z.string().trim().min(1).max(2000), limit: signalLimit }).nullable(),
  /** A URL whose answer is a number, or JSON with one at `pointer` (RFC 6901). */
  httpProbe: z
    .object({ url: z.url({ protocol: /^https?$/ }).max(2000), pointer: z.string().max(200), limit: signalLimit })
    .nullable(),
  window: maintenanceWindow.nullable(),
});
export type ThrottleSettings = z.infer<typeof throttleSettings>;

export const replica = z.object({
  id,
  name: z.string(),
  place: z.string(),
  createdAt: timestamp,
});
export type Replica = z.infer<typeof replica>;

/** A reading beside its limit, and what it does now. */
export const judgedReading = z.object({
  code: z.enum(SIGNAL_CODES),
  kind: z.enum(["budget", "gauge", "act", "warn"]),
  host: z.string(),
  value: z.number().nullable(),
  unit: signalUnit,
  limit: signalLimit.nullable(),
  /** `unknown`: it could not be read; `off`: nobody asks it; `overridden`: a person has put it aside. */
  standing: z.enum(["good", "slow", "stop", "unknown", "off", "overridden"]),
  /** Seconds since it was last read well. */
  ageSeconds: z.number().nullable(),
  problem: z.string().nullable(),
  detail: z.string().nullable(),
});
export type JudgedReading = z.infer<typeof judgedReading>;

export const signalOverride = z.object({
  id,
  code: z.enum(SIGNAL_CODES),
  until: timestamp,
  reason: z.string(),
  byName: z.string(),
  at: timestamp,
});

export const throttle = z.object({
  settings: throttleSettings,
  /** What applies where `settings.limits` says nothing. */
  defaults: z.partialRecord(z.enum(SIGNAL_CODES), signalLimit),
  replicas: z.array(replica),
  overrides: z.array(signalOverride),
  /** Of the newest sample; empty while nobody samples, which is when no backfill runs. */
  readings: z.array(judgedReading),
  sampledAt: timestamp.nullable(),
  reasons: z.array(reason),
  /** Whether the window is open, and when that changes. */
  window: z.object({ isOpen: z.boolean(), changesAt: timestamp.nullable() }).nullable(),
});
export type Throttle = z.infer<typeof throttle>;

const ofDatabase = z.object({ databaseId: id });
export const getThrottle = defineOperation({
  id: "getThrottle",
  method: "GET",
  path: "/api/v1/databases/:databaseId/throttle",
  summary: "Limits, signals, window and replicas of a database",
  access: "database.read",
  params: ofDatabase,
  response: throttle,
});
export const changeThrottle = defineOperation({
  id: "changeThrottle",
  method: "PATCH",
  path: "/api/v1/databases/:databaseId/throttle",
  summary: "Change limits, probes, slices or the maintenance window; counts from the next batch on",
  access: "throttle.write",
  params: ofDatabase,
  body: throttleSettings.partial(),
  response: throttle,
});
export const addReplica = defineOperation({
  id: "addReplica",
  method: "POST",
  path: "/api/v1/databases/:databaseId/replicas",
  summary: "Watch the lag of a standby by a heartbeat row; the connection is tested first",
  access: "throttle.write",
  params: ofDatabase,
  body: z.object({ name: z.string().trim().min(1).max(63), target: targetSource }),
  response: throttle,
});
export const removeReplica = defineOperation({
  id: "removeReplica",
  method: "DELETE",
  path: "/api/v1/databases/:databaseId/replicas/:replicaId",
  summary: "Watch a standby no longer",
  access: "throttle.write",
  params: z.object({ databaseId: id, replicaId: id }),
  response: throttle,
});
export const overrideSignal = defineOperation({
  id: "overrideSignal",
  method: "POST",
  path: "/api/v1/databases/:databaseId/overrides",
  summary: "Put one signal aside for some minutes, with a reason",
  access: "throttle.override",
  params: ofDatabase,
  body: z.object({
    code: z.enum(SIGNAL_CODES),
    minutes: z.int().min(1).max(240),
    reason: z.string().trim().min(3, "Say why").max(280),
  }),
  response: throttle,
});
export const endOverride = defineOperation({
  id: "endOverride",
  method: "DELETE",
  path: "/api/v1/databases/:databaseId/overrides/:overrideId",
  summary: "Heed the signal again",
  access: "throttle.override",
  params: z.object({ databaseId: id, overrideId: id }),
  response: throttle,
});
export const signalSample = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  /** `<code> <host>` to value. */
  values: z.record(z.string(), z.number()),
});
export type SignalSample = z.infer<typeof signalSample>;
export const slowdown = reason.extend({ backfillId: id, until: timestamp.nullable() });
export type Slowdown = z.infer<typeof slowdown>;
export const listSignals = defineOperation({
  id: "listSignals",
  method: "GET",
  path: "/api/v1/rollouts/:rolloutId/signals",
  summary: "Readings over the time of the rollout's backfills, at most 600, and when and why they were slow or stood",
  access: "rollout.read",
  params: z.object({ rolloutId: id }),
  response: z.object({
    /** As they are now, where the rollout runs. */
    readings: z.array(judgedReading),
    samples: z.array(signalSample),
    slowdowns: z.array(slowdown),
  }),
});

export const hold = z.object({
  id,
  scope: z.enum(["installation", "environment", "database"]),
  environment: environment.nullable(),
  databaseId: id.nullable(),
  databaseName: z.string().nullable(),
  reason: z.string(),
  byName: z.string(),
  at: timestamp,
});
export type Hold = z.infer<typeof hold>;
export const listHolds = defineOperation({
  id: "listHolds",
  method: "GET",
  path: "/api/v1/holds",
  summary: "What is held now, newest first",
  access: "overview.read",
  response: z.object({ items: z.array(hold) }),
});
export const placeHold = defineOperation({
  id: "placeHold",
  method: "POST",
  path: "/api/v1/holds",
  summary: "Hold everything: no batch begins on a database, an environment or anywhere until it is lifted",
  access: "hold.place",
  body: z.discriminatedUnion("scope", [
    z.object({ scope: z.literal("installation"), reason: z.string().trim().min(3, "Say why").max(280) }),
    z.object({
      scope: z.literal("environment"),
      environment,
      reason: z.string().trim().min(3, "Say why").max(280),
    }),
    z.object({ scope: z.literal("database"), databaseId: id, reason: z.string().trim().min(3, "Say why").max(280) }),
  ]),
  response: hold,
});
export const liftHold = defineOperation({
  id: "liftHold",
  method: "DELETE",
  path: "/api/v1/holds/:holdId",
  summary: "Let backfills go on",
  access: "hold.lift",
  params: z.object({ holdId: id }),
  response: done,
});
