import type { Operation, OperationRequest, OperationResponse } from "#contracts/define-operation.ts";
import { type Problem, problem } from "#contracts/problem.ts";

/** A refused or failed request. `problem.detail` is a sentence for the person; `problem.blockers` says what is in the way. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(given: Problem, options?: ErrorOptions) {
    super(given.detail, options);
    this.name = "ApiError";
    this.problem = given;
  }
}

const own = (code: Problem["code"], status: number, title: string, detail: string): Problem => ({
  type: `urn:sluice:problem:${code}`,
  title,
  status,
  code,
  detail,
});

/** The address of an operation: path with its params filled in, and the query. */
export function hrefOf<O extends Operation>(operation: O, request: OperationRequest<O> = {}): string {
  const params = (request.params ?? {}) as Record<string, unknown>;
  const path = operation.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((request.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const parsed = problem.safeParse(await answer.json().catch(() => null));
  if (parsed.success) return new ApiError(parsed.data);
  const detail = `The server answered ${answer.status} without saying why. Nothing is known to have changed; look before you try again.`;
  return new ApiError(own("internal", answer.status, "Unexpected answer", detail));
}

async function send<O extends Operation>(operation: O, request: OperationRequest<O>, signal?: AbortSignal) {
  const headers: Record<string, string> = { accept: operation.answer === "text" ? "*/*" : "application/json" };
  // One key for one press: a retry of the browser is answered with the first outcome.
  if (operation.method === "POST") headers["idempotency-key"] = newIdempotencyKey();
  const hasBody = operation.method === "POST" || operation.method === "PATCH";
  if (hasBody) headers["content-type"] = "application/json";
  try {
    return await fetch(hrefOf(operation, request), {
      method: operation.method,
      headers,
      credentials: "same-origin",
      ...(hasBody ? { body: JSON.stringify(request.body ?? {}) } : {}),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const detail =
      "Sluice could not be reached. Rollouts go on without the browser; this page catches up when the line is back.";
    throw new ApiError(own("interrupted", 0, "No connection", detail), { cause });
  }
}

/** `crypto.randomUUID` exists in secure contexts only, and people open Sluice by IP address too. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The one fetch of the browser: sends an operation and parses its answer. Throws `ApiError`. */
export async function call<O extends Operation>(
  operation: O,
  request: OperationRequest<O> = {},
  options: { readonly signal?: AbortSignal } = {},
): Promise<OperationResponse<O>> {
  const answer = await send(operation, request, options.signal);
  if (!answer.ok) throw await refusalOf(answer);
  const body: unknown = operation.answer === "text" ? await answer.text() : await answer.json();
  const parsed = operation.response.safeParse(body);
  if (parsed.success) return parsed.data as OperationResponse<O>;
  const detail = `The answer to ${operation.id} was not understood. Reload the page; Sluice may have been updated.`;
  throw new ApiError(own("internal", answer.status, "Answer not understood", detail), { cause: parsed.error });
}

/** Signs in with the session cookie that better-auth sets. Its routes are not operations of ours. */
export async function signIn(credentials: { readonly email: string; readonly password: string }): Promise<void> {
  await authPost("/api/auth/sign-in/email", credentials, "E-mail or password is wrong.");
}

export async function signOut(): Promise<void> {
  await authPost("/api/auth/sign-out", {}, "Signing out failed. Close the browser to be safe.");
}

async function authPost(path: string, body: object, refusal: string): Promise<void> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    credentials: "same-origin",
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new ApiError(own("interrupted", 0, "No connection", "Sluice could not be reached. Try again."), { cause });
  });
  if (answer.ok) return;
  if (answer.status === 429) {
    throw new ApiError(
      own("rate-limited", 429, "Too many attempts", "Too many attempts. Wait a minute and try again."),
    );
  }
  const said = (await answer.json().catch(() => null)) as {
    message?: unknown;
    detail?: unknown;
    code?: unknown;
  } | null;
  const detail = answer.status === 403 && typeof said?.message === "string" ? said.message : refusal;
  if (answer.status >= 500)
    throw new ApiError(own("internal", answer.status, "Server error", "Sluice failed to answer. Look into its log."));
  throw new ApiError(own("unauthenticated", answer.status, "Refused", detail));
}
