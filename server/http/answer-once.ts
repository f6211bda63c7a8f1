import type { Operation } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Needs } from "#server/container.ts";
import { keyedDigest } from "#server/secrets/derive-key.ts";
import { beginOnce, endOnce, forgetOnce, type KeptAnswer } from "./idempotency-repository.ts";
import { problemResponse } from "./problem.ts";

interface Request {
  readonly key: string;
  readonly actor: Actor;
  readonly operation: Operation;
  /** Address and body. */
  readonly subject: string;
  readonly requestId: string;
}

/**
 * Runs a request once for each Idempotency-Key of an actor: a repetition gets the first answer, another request under
 * the same key is refused. Answers are kept for a day, sealed: one may hold a new token.
 */
export async function answerOnce(
  deps: Needs<"prisma" | "env" | "sealer" | "log" | "now">,
  request: Request,
  serve: () => Promise<Response>,
): Promise<Response> {
  const { key, actor, operation, requestId } = request;
  if (key.length > 200) throw new DomainError("invalid-input", "The Idempotency-Key is longer than 200 characters.");
  const [secretKey = Buffer.alloc(0)] = deps.env.secretKeys;
  const bodyHash = keyedDigest(secretKey, request.subject);
  const context = `idempotency:${actor.id}:${key}`;
  const kept = await beginOnce(deps.prisma, { key, actorId: actor.id, operation: operation.id, bodyHash }, deps.now());
  if (kept) return replay(deps, kept, { bodyHash, operation: operation.id, context });

  const response = await serve().catch(async (error: unknown) => {
    // Refused before anything was changed: the same key may be used again.
    if (error instanceof DomainError && error.code !== "internal") {
      await forgetOnce(deps.prisma, actor.id, key);
      throw error;
    }
    deps.log.error({ err: error, requestId, operation: operation.id }, "an operation failed unexpectedly");
    return problemResponse(error, requestId);
  });
  const type = response.headers.get("content-type") ?? "application/json";
  const sealed = deps.sealer.seal(JSON.stringify({ type, body: await response.clone().text() }), context);
  await endOnce(deps.prisma, actor.id, key, { status: response.status, sealed });
  return response;
}

function replay(
  deps: Needs<"sealer">,
  kept: KeptAnswer,
  asked: { readonly bodyHash: string; readonly operation: string; readonly context: string },
): Response {
  if (kept.bodyHash !== asked.bodyHash || kept.operation !== asked.operation) {
    throw new DomainError(
      "conflict",
      "This Idempotency-Key was used for another request. Nothing was changed. Use a new key.",
    );
  }
  if (kept.status === null || kept.sealed === null) {
    throw new DomainError(
      "conflict",
      `A request with this Idempotency-Key was begun at ${kept.createdAt.toISOString()} and has not ended. Wait and ask again.`,
      { retryable: true },
    );
  }
  const { type, body } = JSON.parse(deps.sealer.open(kept.sealed, asked.context)) as { type: string; body: string };
  const headers = { "content-type": type, "cache-control": "no-store", "idempotency-replayed": "true" };
  return new Response(body, { status: kept.status, headers });
}
