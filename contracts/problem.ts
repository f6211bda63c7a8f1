import { z } from "zod";
import { ERROR_CODES } from "#core/domain/domain-error.ts";

export const blocker = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  who: z.enum(["you", "operator", "approver", "owner", "author", "nobody"]),
});
export type Blocker = z.infer<typeof blocker>;

/** RFC 9457 problem+json. `code` is stable. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES),
  detail: z.string(),
  /** Names the log line of an unexpected failure. */
  requestId: z.string().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.string().optional(),
        line: z.int().optional(),
        column: z.int().optional(),
      }),
    )
    .optional(),
  blockers: z.array(blocker).optional(),
  /** The state that the object is in now, when a request came too late. */
  state: z.string().optional(),
});
export type Problem = z.infer<typeof problem>;
