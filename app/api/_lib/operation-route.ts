import type { Operation, OperationInput, OperationResponse } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import { type Authenticated, authenticate } from "#server/auth/authenticate.ts";
import type { Container } from "#server/container.ts";
import { assertSameOrigin } from "#server/http/assert-same-origin.ts";
import { type RouteContext, serveOperation, type TextAnswer } from "./serve-operation.ts";

type Handler<O extends Operation> = (
  input: OperationInput<O> & {
    readonly actor: Actor;
    readonly via: Authenticated["via"];
    readonly deps: Container;
  },
) => Promise<OperationResponse<O>>;

/**
 * The handler of one API operation: authenticates by session cookie or bearer token, asks the policy table, parses
 * what comes in and what goes out, and turns every failure into problem+json.
 */
export function operationRoute<O extends Operation>(operation: O, handler: Handler<O>, text?: TextAnswer<O>) {
  return (request: Request, context: RouteContext): Promise<Response> =>
    serveOperation(operation, request, context, text, async (deps) => {
      const { actor, via } = await admit(operation, deps, request);
      return { actor, run: async (input) => ({ result: await handler({ ...input, actor, via, deps }) }) };
    });
}

/** @throws DomainError `unauthenticated`, `forbidden`. */
async function admit(operation: Operation, deps: Container, request: Request): Promise<Authenticated> {
  if (operation.access === "public")
    throw new DomainError("internal", `${operation.id} is public: use publicOperationRoute`);
  const known = await authenticate(deps, request.headers);
  if (!known)
    throw new DomainError("unauthenticated", "Sign in, or send a valid API token as `Authorization: Bearer …`.");
  if (known.via === "session" && request.method !== "GET") {
    assertSameOrigin(request.headers, deps.env.url, { isProofNeeded: true });
  }
  assertCan(known.actor, operation.access);
  return known;
}
