import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { timestamp } from "./id.ts";
import { applicationName, columnName } from "./plan-document.ts";

const LONGEST_EVERY_S = 3_600;
const secondsOf = (every: string): number => Number.parseInt(every, 10) * (every.endsWith("m") ? 60 : 1);

const word = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "No control characters");
const columns = z.array(columnName).max(1_000, "At most 1,000 columns");

export const heartbeatBody = z.strictObject({
  instance: word(200).describe(
    "The process, such as a pod's or a host's name with the process id; unique among those that run",
  ),
  version: word(100).describe("Its release. Dotted numbers can be compared, anything else is equal or not"),
  database: word(200).optional().describe("Name or id of the registered database it works on; without it: any"),
  environment: word(100).optional().describe("Such as production; without it: any"),
  reads: columns
    .default([])
    .describe("Columns that this version reads, such as city.lat or public.city.lat; city.* is all of a table"),
  writes: columns.default([]).describe("Columns that this version writes"),
  every: z
    .string()
    .regex(/^\d{1,4}[sm]$/, "Seconds or minutes, such as 30s")
    .refine((text) => secondsOf(text) >= 1 && secondsOf(text) <= LONGEST_EVERY_S, "From 1s to 60m")
    .optional()
    .describe("How often it will beat; it counts as live for four times as long"),
  leaving: z.boolean().default(false).describe("It ends now: the last heartbeat of this instance and version"),
});

export const reportHeartbeat = defineOperation({
  id: "reportHeartbeat",
  method: "POST",
  path: "/api/v1/applications/:name/heartbeat",
  summary: "An instance of an application says that it runs, and which columns its version reads and writes",
  access: "application.report",
  params: z.object({ name: applicationName }),
  body: heartbeatBody,
  /** `null`: it is leaving. */
  response: z.object({ liveUntil: timestamp.nullable() }),
});

export const application = z.object({
  name: z.string(),
  knownSince: timestamp,
  lastSeenAt: timestamp,
  /** Instances that count as live now. */
  live: z.int(),
  /** The newest first: what each version says for a database or environment (`null`: any). */
  declarations: z.array(
    z.object({
      version: z.string(),
      database: z.string().nullable(),
      environment: z.string().nullable(),
      reads: z.array(z.string()),
      writes: z.array(z.string()),
      live: z.int(),
      lastSeenAt: timestamp,
    }),
  ),
  /** Live ones first, then those that were last heard of. */
  instances: z.array(
    z.object({
      instance: z.string(),
      version: z.string(),
      state: z.enum(["live", "silent", "left"]),
      seenAt: timestamp,
    }),
  ),
});
export type Application = z.infer<typeof application>;

export const listApplications = defineOperation({
  id: "listApplications",
  method: "GET",
  path: "/api/v1/applications",
  summary: "Applications that report themselves, with their live instances and what each version reads and writes",
  access: "application.read",
  response: z.object({ items: z.array(application) }),
});
