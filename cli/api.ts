import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Operation, OperationRequest, OperationResponse } from "#contracts/define-operation.ts";
import { problem } from "#contracts/problem.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { CliError } from "./cli-error.ts";
import type { Credentials } from "./credentials.ts";
import { EXIT } from "./exit-code.ts";

export interface Api {
  readonly url: string;
  /** @throws DomainError as the server named the failure; CliError where there was no answer of Sluice. */
  call<O extends Operation>(operation: O, request?: OperationRequest<O>): Promise<OperationResponse<O>>;
}

const TIMEOUT_MS = 60_000;

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const details = result.error.issues.map(({ message, path }) => ({ message, path: path.join(".") }));
  const text = details.map(({ message, path }) => (path ? `${path}: ${message}` : message)).join("; ");
  throw new DomainError("invalid-input", text, { details });
}

function addressOf(base: string, operation: Operation, request: OperationRequest<Operation>): URL {
  const params = parsed(operation.params, request.params) as Record<string, unknown>;
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(base + path);
  const query = parsed(operation.query, request.query) as Record<string, unknown>;
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

async function failureOf(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => null);
  const told = problem.safeParse(body);
  if (!told.success) {
    return new CliError(
      `${response.url} answered ${response.status} and not as Sluice does. Is SLUICE_URL right?`,
      EXIT.unreachable,
    );
  }
  const { code, detail, errors = [], blockers, state, requestId } = told.data;
  const extra = { ...(blockers ? { blockers } : {}), ...(state ? { state } : {}), ...(requestId ? { requestId } : {}) };
  return new DomainError(code, detail, { details: errors, extra });
}

async function send(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(
      `Sluice does not answer at ${url.origin} (${why}). Is it running, and is SLUICE_URL right?`,
      EXIT.unreachable,
      error,
    );
  }
}

/** The one place of the command line that speaks HTTP: the same operations as the browser. */
export function connectApi({ url, token }: Credentials): Api {
  return {
    url,
    async call(operation, request = {}) {
      const address = addressOf(url, operation, request);
      const hasBody = operation.method !== "GET" && operation.method !== "DELETE";
      const headers = new Headers({ authorization: `Bearer ${token}`, accept: "application/json" });
      if (hasBody) headers.set("content-type", "application/json");
      // A repeated POST of a proxy or of ours is done once.
      if (operation.method === "POST") headers.set("idempotency-key", randomUUID());
      const body = hasBody ? { body: JSON.stringify(parsed(operation.body, request.body)) } : {};
      const response = await send(address, { method: operation.method, headers, ...body });
      if (!response.ok) throw await failureOf(response);
      const answer: unknown = operation.answer === "text" ? await response.text() : await response.json();
      const read = operation.response.safeParse(answer);
      if (read.success) return read.data as OperationResponse<typeof operation>;
      throw new CliError(
        `${operation.id}: the answer is not one this version understands. Do CLI and server differ?`,
        EXIT.unexpected,
        read.error,
      );
    },
  };
}
