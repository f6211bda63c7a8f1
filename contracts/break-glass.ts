import { z } from "zod";
import { defineOperation } from "./define-operation.ts";
import { digest, id, timestamp } from "./id.ts";

export const BREAK_GLASS_STATES = ["asked", "open", "review", "closed", "lapsed"] as const;

export const breakGlass = z.object({
  id,
  migrationId: id,
  migrationTitle: z.string(),
  databaseId: id,
  databaseName: z.string(),
  revision: z.int(),
  digest,
  /** `asked`: nobody confirmed yet. `review`: the time is up and nobody wrote the review. `lapsed`: never confirmed. */
  state: z.enum(BREAK_GLASS_STATES),
  reason: z.string(),
  minutes: z.int(),
  requestedById: id,
  requestedByName: z.string(),
  requestedAt: timestamp,
  confirmBy: timestamp,
  confirmedById: id.nullable(),
  confirmedByName: z.string().nullable(),
  until: timestamp.nullable(),
  endedByName: z.string().nullable(),
  rolloutId: id.nullable(),
  review: z.object({ text: z.string(), byName: z.string(), at: timestamp }).nullable(),
});
export type BreakGlass = z.infer<typeof breakGlass>;

const params = z.object({ breakGlassId: id });

export const listBreakGlass = defineOperation({
  id: "listBreakGlass",
  method: "GET",
  path: "/api/v1/break-glass",
  summary: "Broken glass that is asked for, open, or not reviewed yet; with `all` also what is closed",
  access: "breakglass.read",
  query: z.object({ all: z.enum(["true", "false"]).default("false") }),
  response: z.object({ items: z.array(breakGlass) }),
});
export const breakGlassBody = z.object({
  migrationId: id,
  databaseId: id,
  digest,
  reason: z.string().trim().min(10, "Say what is on fire, in ten letters at least").max(1000),
  minutes: z.int().min(5, "At least 5 minutes").max(480, "At most 8 hours"),
});
export const requestBreakGlass = defineOperation({
  id: "requestBreakGlass",
  method: "POST",
  path: "/api/v1/break-glass",
  summary: "Ask a second person to let this plan run on this database without approval, for a time",
  access: "breakglass.request",
  body: breakGlassBody,
  response: breakGlass,
});
export const confirmBreakGlass = defineOperation({
  id: "confirmBreakGlass",
  method: "POST",
  path: "/api/v1/break-glass/:breakGlassId/confirm",
  summary: "Confirm as the second person: from now on, and for the time that was asked for",
  access: "breakglass.confirm",
  params,
  response: breakGlass,
});
export const endBreakGlass = defineOperation({
  id: "endBreakGlass",
  method: "POST",
  path: "/api/v1/break-glass/:breakGlassId/end",
  summary: "End it before its time, or take the request back",
  access: "breakglass.request",
  params,
  response: breakGlass,
});
export const reviewBreakGlass = defineOperation({
  id: "reviewBreakGlass",
  method: "POST",
  path: "/api/v1/break-glass/:breakGlassId/review",
  summary: "Write the review afterwards, as somebody who took no part",
  access: "breakglass.review",
  params,
  body: z.object({ text: z.string().trim().min(20, "A review has twenty letters at least").max(8000) }),
  response: breakGlass,
});
