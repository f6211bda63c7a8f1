import { z } from "zod";
import { DIALECTS } from "#core/domain/dialect.ts";
import { RUN_STATES } from "#core/domain/run-state.ts";
import { defineOperation } from "./define-operation.ts";
import { done, id, timestamp } from "./id.ts";

export const ENVIRONMENTS = ["production", "staging", "development", "demo"] as const;
export const environment = z.enum(ENVIRONMENTS);
export const tlsMode = z.enum(["disable", "prefer", "require", "verify-full"]);
export const labels = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,39}$/, "lower case letters, digits, . _ -"),
  z.string().max(80),
);

/** How to reach a target. The password goes in and never comes out. */
export const targetAddress = z.discriminatedUnion("engine", [
  z.object({
    engine: z.literal("postgresql"),
    host: z.string().trim().min(1, "A host is needed").max(255),
    port: z.int().min(1).max(65535).default(5432),
    database: z.string().trim().min(1, "A database is needed").max(63),
    user: z.string().trim().min(1, "A user is needed").max(63),
    password: z.string().max(1000).default(""),
    tls: tlsMode.default("prefer"),
  }),
  z.object({ engine: z.literal("sqlite"), file: z.string().trim().min(1, "The path of the file is needed").max(1000) }),
]);

/** By form or by URL: `postgres://user:password@host:5432/name?sslmode=require`, `sqlite:/path/to/file.db`. */
export const targetSource = z.union([
  z.object({ url: z.string().trim().min(1).max(2000) }),
  z.object({ address: targetAddress }),
]);

export const targetProbe = z.object({
  version: z.string(),
  versionNumber: z.number(),
  serverId: z.string(),
  bytes: z.number().nullable(),
  readOnly: z.boolean(),
  replicas: z.array(z.object({ name: z.string(), state: z.string(), lagSeconds: z.number().nullable() })),
  rights: z.object({ createTables: z.boolean(), createTriggers: z.boolean(), sluiceSchema: z.boolean() }),
  missing: z.array(z.object({ what: z.string(), grant: z.string(), required: z.boolean() })),
  warnings: z.array(z.string()),
});
export type TargetProbe = z.infer<typeof targetProbe>;

export const database = z.object({
  id,
  name: z.string(),
  engine: z.enum(DIALECTS),
  /** `host:port/name` or the file; never with a password. */
  place: z.string(),
  host: z.string().nullable(),
  port: z.number().nullable(),
  databaseName: z.string().nullable(),
  user: z.string().nullable(),
  file: z.string().nullable(),
  tls: tlsMode.nullable(),
  environment,
  labels,
  probe: targetProbe.nullable(),
  checkedAt: timestamp.nullable(),
  /** Set while it cannot be reached: since when and why. */
  unreachable: z.object({ since: timestamp, reason: z.string() }).nullable(),
  activeRollouts: z.int(),
  createdAt: timestamp,
});
export type Database = z.infer<typeof database>;

const databaseName = z
  .string()
  .trim()
  .min(1, "A name is needed")
  .max(60)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]*$/, "Letters, digits, space, _ . -");
const params = z.object({ databaseId: id });

export const listDatabases = defineOperation({
  id: "listDatabases",
  method: "GET",
  path: "/api/v1/databases",
  summary: "Registered databases",
  access: "database.read",
  response: z.object({ items: z.array(database) }),
});
export const getDatabase = defineOperation({
  id: "getDatabase",
  method: "GET",
  path: "/api/v1/databases/:databaseId",
  summary: "One database",
  access: "database.read",
  params,
  response: database,
});
export const testTarget = defineOperation({
  id: "testTarget",
  method: "POST",
  path: "/api/v1/databases/test",
  summary: "Try a connection without saving it",
  access: "database.test",
  body: targetSource,
  response: targetProbe,
});
export const registerDatabaseBody = z.object({
  name: databaseName,
  environment: environment.default("production"),
  labels: labels.default({}),
  target: targetSource,
  /** Save although required rights are missing. An unreachable target is never saved. */
  acceptMissingRights: z.boolean().default(false),
});
export const registerDatabase = defineOperation({
  id: "registerDatabase",
  method: "POST",
  path: "/api/v1/databases",
  summary: "Register a database; the connection is tested first",
  access: "database.write",
  body: registerDatabaseBody,
  response: database,
});
export const changeDatabase = defineOperation({
  id: "changeDatabase",
  method: "PATCH",
  path: "/api/v1/databases/:databaseId",
  summary: "Change name, environment, labels or the connection (tested first; must be the same server)",
  access: "database.write",
  params,
  body: z.object({
    name: databaseName.optional(),
    environment: environment.optional(),
    labels: labels.optional(),
    target: targetSource.optional(),
  }),
  response: database,
});
export const removeDatabase = defineOperation({
  id: "removeDatabase",
  method: "DELETE",
  path: "/api/v1/databases/:databaseId",
  summary: "Remove a database from Sluice; refused while a rollout on it is open. The target is not touched",
  access: "database.remove",
  params,
  response: done,
});
export const testDatabase = defineOperation({
  id: "testDatabase",
  method: "POST",
  path: "/api/v1/databases/:databaseId/test",
  summary: "Test a registered database now",
  access: "database.test",
  params,
  response: database,
});

export const tableSummary = z.object({
  schema: z.string().nullable(),
  name: z.string(),
  kind: z.enum(["table", "partitioned table", "view", "materialized view"]),
  rowEstimate: z.number().nullable(),
  bytes: z.number().nullable(),
  lastAnalyzedAt: timestamp.nullable(),
});
export type TableSummary = z.infer<typeof tableSummary>;
export const tableDetail = tableSummary.extend({
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      default: z.string().nullable(),
      generated: z.boolean(),
      identity: z.boolean(),
      collation: z.string().nullable(),
    }),
  ),
  indexes: z.array(
    z.object({
      name: z.string(),
      definition: z.string(),
      columns: z.array(z.string().nullable()),
      unique: z.boolean(),
      primary: z.boolean(),
      valid: z.boolean(),
      partial: z.boolean(),
      bytes: z.number().nullable(),
    }),
  ),
  constraints: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["primary key", "unique", "foreign key", "check", "not null", "exclusion"]),
      definition: z.string(),
      validated: z.boolean(),
    }),
  ),
  triggers: z.array(z.object({ name: z.string(), definition: z.string() })),
});
export type TableDetail = z.infer<typeof tableDetail>;
export const listTables = defineOperation({
  id: "listTables",
  method: "GET",
  path: "/api/v1/databases/:databaseId/tables",
  summary: "Tables with size and row estimate, read from the target now",
  access: "database.read",
  params,
  response: z.object({ items: z.array(tableSummary) }),
});
export const getTable = defineOperation({
  id: "getTable",
  method: "GET",
  path: "/api/v1/databases/:databaseId/table",
  summary: "Columns, indexes, constraints and triggers of a table",
  access: "database.read",
  params,
  query: z.object({ schema: z.string().optional(), name: z.string() }),
  response: tableDetail,
});

export const listNames = defineOperation({
  id: "listNames",
  method: "GET",
  path: "/api/v1/databases/:databaseId/names",
  summary: "Names of indexes and enumerated types, read from the target now",
  access: "database.read",
  params,
  response: z.object({
    indexes: z.array(z.object({ schema: z.string().nullable(), name: z.string(), table: z.string() })),
    enums: z.array(z.object({ schema: z.string().nullable(), name: z.string(), values: z.array(z.string()) })),
  }),
});

export const session = z.object({
  backend: z.string(),
  user: z.string().nullable(),
  application: z.string().nullable(),
  state: z.string().nullable(),
  transactionSeconds: z.number().nullable(),
  query: z.string().nullable(),
  waitingFor: z.string().nullable(),
  blockedBy: z.array(z.string()),
});
export const activity = z.object({
  /** Whether this kind of database can show other sessions at all. */
  supported: z.boolean(),
  longTransactions: z.array(session),
  lockWaits: z.array(session),
  gaps: z.array(z.string()),
});
export type Activity = z.infer<typeof activity>;
export const getActivity = defineOperation({
  id: "getActivity",
  method: "GET",
  path: "/api/v1/databases/:databaseId/activity",
  summary: "Long transactions and lock waits right now",
  access: "database.read",
  params,
  response: activity,
});
export const databaseRollout = z.object({
  rolloutId: id,
  migrationId: id,
  migrationTitle: z.string(),
  state: z.enum(RUN_STATES),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  startedByName: z.string(),
});
export const listDatabaseRollouts = defineOperation({
  id: "listDatabaseRollouts",
  method: "GET",
  path: "/api/v1/databases/:databaseId/rollouts",
  summary: "History of rollouts on this database",
  access: "database.read",
  params,
  response: z.object({ items: z.array(databaseRollout) }),
});
