import { z } from "zod";

/** All ids are UUIDs (version 7 where we make them). */
export const id = z.uuid();
export const timestamp = z.iso.datetime();
/** The answer of an operation that has nothing to say. */
export const done = z.object({ done: z.literal(true) });
export const digest = z.string().regex(/^[0-9a-f]{64}$/, "A digest is 64 hex digits");
