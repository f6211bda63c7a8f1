import type { Problem } from "#contracts/problem.ts";
import { problem } from "#contracts/problem.ts";
import { DomainError, type ErrorCode } from "#core/domain/domain-error.ts";

/** What each failure is called over HTTP. A new code does not compile until it is named here. */
const PROBLEMS: Record<ErrorCode, { readonly status: number; readonly title: string }> = {
  "invalid-input": { status: 400, title: "The request is not valid" },
  "invalid-plan": { status: 422, title: "The plan is not valid" },
  "not-found": { status: 404, title: "Not found" },
  unauthenticated: { status: 401, title: "Sign in first" },
  forbidden: { status: 403, title: "Not allowed" },
  conflict: { status: 409, title: "In conflict with what is there" },
  "invalid-transition": { status: 409, title: "Not possible in this state" },
  blocked: { status: 409, title: "Something is in the way" },
  stale: { status: 409, title: "It changed meanwhile" },
  expired: { status: 410, title: "No longer good" },
  "rate-limited": { status: 429, title: "Too many attempts" },
  "target-unreachable": { status: 502, title: "The database cannot be reached" },
  "target-rights": { status: 422, title: "A right is missing on the database" },
  "target-refused": { status: 422, title: "The database refused" },
  "target-changed": { status: 409, title: "The database is not what it was" },
  "lock-not-acquired": { status: 503, title: "A lock could not be had" },
  fenced: { status: 409, title: "Another worker has taken over" },
  "commit-unknown": { status: 502, title: "The outcome is not known" },
  interrupted: { status: 503, title: "Interrupted" },
  unsupported: { status: 422, title: "Not supported" },
  "secret-unreadable": { status: 500, title: "A stored credential cannot be opened" },
  internal: { status: 500, title: "Unexpected failure" },
};

/** The answer to a failure. Of an unexpected one only the name of its log line is told. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (!(error instanceof DomainError) || error.code === "internal") {
    const detail = `Something unexpected happened. Try again; if it stays, look in the log for ${requestId}.`;
    return { type: "about:blank", ...PROBLEMS.internal, code: "internal", detail, requestId };
  }
  const { code, message, details, extra } = error;
  const blockers = problem.shape.blockers.safeParse(extra.blockers);
  return {
    type: `urn:sluice:problem:${code}`,
    ...PROBLEMS[code],
    code,
    detail: message,
    requestId,
    ...(details.length > 0 ? { errors: details.map(({ ...place }) => definedOnly(place)) } : {}),
    ...(blockers.success && blockers.data ? { blockers: blockers.data } : {}),
    ...(typeof extra.state === "string" ? { state: extra.state } : {}),
  };
}

type ProblemDetail = NonNullable<Problem["errors"]>[number];

const definedOnly = (detail: DomainError["details"][number]): ProblemDetail => ({
  message: detail.message,
  ...(detail.path === undefined ? {} : { path: detail.path }),
  ...(detail.line === undefined ? {} : { line: detail.line }),
  ...(detail.column === undefined ? {} : { column: detail.column }),
});

/** RFC 9457. */
export function problemResponse(error: unknown, requestId: string): Response {
  const body = toProblem(error, requestId);
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
  });
  if (body.status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(body), { status: body.status, headers });
}
