import { z } from "zod";
import type { Action } from "#core/domain/policy.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** One API operation: the single description that route, browser, CLI and OpenAPI document share. */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  /** Verb and noun, such as `pauseRollout`; the operationId of the OpenAPI document. */
  readonly id: string;
  readonly method: Method;
  /** Express style: `/api/v1/rollouts/:rolloutId/pause`. */
  readonly path: `/api/v1/${string}`;
  readonly summary: string;
  /** The action that the policy table must allow, or `public`: no sign-in. */
  readonly access: Action | "public";
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly response: Response;
  /** `text`: the answer is not JSON but `response` parses its text. */
  readonly answer: "json" | "text";
}

const nothing = z.object({});
const absent: z.ZodType = nothing;

/** Fills in what an operation leaves out: no params, no query, no body. */
export function defineOperation<
  Response extends z.ZodType,
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
>(operation: {
  readonly id: string;
  readonly method: Method;
  readonly path: `/api/v1/${string}`;
  readonly summary: string;
  readonly access: Action | "public";
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  readonly answer?: "json" | "text";
}): Operation<Params, Query, Body, Response> {
  return {
    answer: "json",
    ...operation,
    params: operation.params ?? (absent as Params),
    query: operation.query ?? (absent as Query),
    body: operation.body ?? (absent as Body),
  };
}

export type OperationInput<O extends Operation> = {
  readonly params: z.output<O["params"]>;
  readonly query: z.output<O["query"]>;
  readonly body: z.output<O["body"]>;
};
/** What a caller gives: defaults may be left out. */
export type OperationRequest<O extends Operation> = {
  readonly params?: z.input<O["params"]>;
  readonly query?: z.input<O["query"]>;
  readonly body?: z.input<O["body"]>;
};
export type OperationResponse<O extends Operation> = z.output<O["response"]>;
