import type { Operation, OperationInput, OperationResponse } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Container } from "#server/container.ts";
import { assertSameOrigin } from "#server/http/assert-same-origin.ts";
import { type RouteContext, serveOperation } from "./serve-operation.ts";

type Handler<O extends Operation> = (
  input: OperationInput<O> & { readonly headers: Headers; readonly deps: Container },
) => Promise<{ readonly result: OperationResponse<O>; readonly headers?: Headers; readonly status?: number }>;

/** The handler of an operation that needs no sign-in. `headers` of its answer are sent, such as a session cookie. */
export function publicOperationRoute<O extends Operation>(operation: O, handler: Handler<O>) {
  return (request: Request, context: RouteContext): Promise<Response> =>
    serveOperation(operation, request, context, undefined, async (deps) => {
      if (operation.access !== "public") throw new DomainError("internal", `${operation.id} is not public`);
      // Keeps a foreign page from signing its visitor in as somebody else.
      if (request.method !== "GET") assertSameOrigin(request.headers, deps.env.url, { isProofNeeded: false });
      return { actor: null, run: (input) => handler({ ...input, headers: request.headers, deps }) };
    });
}
