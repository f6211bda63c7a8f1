import type { Operation, OperationInput, OperationResponse } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { container } from "#server/container.live.ts";
import type { Container } from "#server/container.ts";
import { answerOnce } from "#server/http/answer-once.ts";
import { parseInput } from "#server/http/parse-input.ts";
import { problemResponse } from "#server/http/problem.ts";
import { parseJson, readBody } from "#server/http/read-json-body.ts";
import { newId } from "#server/new-id.ts";

export interface RouteContext {
  readonly params: Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;
}
/** How an answer that is text is labelled. */
export type TextAnswer<O extends Operation> = (input: OperationInput<O>) => {
  readonly type: string;
  readonly fileName?: string;
};

interface Admitted<O extends Operation> {
  readonly actor: Actor | null;
  run(
    input: OperationInput<O>,
  ): Promise<{ readonly result: OperationResponse<O>; readonly headers?: Headers; readonly status?: number }>;
}

/** Admit, parse, run, parse the answer: the one path through which every operation goes, with the one `catch`. */
export async function serveOperation<O extends Operation>(
  operation: O,
  request: Request,
  context: RouteContext,
  text: TextAnswer<O> | undefined,
  admit: (deps: Container) => Promise<Admitted<O>>,
): Promise<Response> {
  const requestId = newId();
  let deps: Container | undefined;
  try {
    deps = await container();
    const admitted = await admit(deps);
    const body = request.method === "GET" ? "" : await readBody(request);
    const input = await inputOf(operation, request, context, body);
    const { actor } = admitted;
    const serve = () => answerOf(operation, input, admitted, text);
    const key = request.method === "POST" && actor ? request.headers.get("idempotency-key") : null;
    const response =
      key && actor
        ? await answerOnce(deps, { key, actor, operation, subject: `${request.url}\n${body}`, requestId }, serve)
        : await serve();
    response.headers.set("x-request-id", requestId);
    return response;
  } catch (error) {
    const isExpected = error instanceof DomainError && error.code !== "internal";
    if (!isExpected)
      deps?.log.error({ err: error, requestId, operation: operation.id }, "an operation failed unexpectedly");
    return problemResponse(error, requestId);
  }
}

async function inputOf<O extends Operation>(
  operation: O,
  request: Request,
  context: RouteContext,
  body: string,
): Promise<OperationInput<O>> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  return {
    // A path without parameters comes without them, not with an empty object.
    params: parseInput(operation.params, (await context.params) ?? {}, "address"),
    query: parseInput(operation.query, query, "query"),
    body: parseInput(operation.body, parseJson(body), "request"),
  } as OperationInput<O>;
}

async function answerOf<O extends Operation>(
  operation: O,
  input: OperationInput<O>,
  admitted: Admitted<O>,
  text: TextAnswer<O> | undefined,
): Promise<Response> {
  const { result, headers: extra, status = 200 } = await admitted.run(input);
  // An answer that breaks the contract is our failure, not the reader's riddle; what the contract does not name stays here.
  const answer = operation.response.safeParse(result);
  if (!answer.success)
    throw new Error(`${operation.id} answered what its contract does not allow: ${answer.error.message}`);
  const headers = new Headers(extra);
  headers.set("cache-control", "no-store");
  if (operation.answer === "json") {
    headers.set("content-type", "application/json");
    return new Response(JSON.stringify(answer.data), { status, headers });
  }
  const { type, fileName } = text?.(input) ?? { type: "text/plain" };
  headers.set("content-type", `${type}; charset=utf-8`);
  if (fileName) headers.set("content-disposition", `attachment; filename="${fileName}"`);
  return new Response(String(answer.data), { headers });
}
