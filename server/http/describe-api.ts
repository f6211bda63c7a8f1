import { z } from "zod";
import type { Operation } from "#contracts/define-operation.ts";
import { OPERATIONS } from "#contracts/operations.ts";
import { problem } from "#contracts/problem.ts";
import { POLICY } from "#core/domain/policy.ts";
import { VERSION } from "#server/version.ts";

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
};

const PROBLEM = {
  description: "What went wrong, with a stable code",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** The OpenAPI 3.1 document of the whole API, made of the contracts. */
export function describeApi(url: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const path = operation.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(operation) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Sluice", version: VERSION, description: "The web control plane for database migrations." },
    servers: [{ url }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, "output") },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An API token: Settings, API tokens" },
        session: { type: "apiKey", in: "cookie", name: "sluice.session_token" },
      },
    },
  };
}

function describeOperation(operation: Operation): Json {
  const { id, summary, access, method, path } = operation;
  const tag = path.split("/")[3] ?? "api";
  const isPublic = access === "public";
  const hasBody = method === "POST" || method === "PATCH";
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(isPublic ? { security: [] } : { security: [{ token: [] }, { session: [] }], "x-least-role": POLICY[access] }),
    parameters: [
      ...parametersOf(operation.params, "path"),
      ...parametersOf(operation.query, "query"),
      ...(method === "POST" && !isPublic ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(hasBody
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(operation.body, "input") } },
          },
        }
      : {}),
    responses: { 200: { description: "Done", content: contentOf(operation) }, default: PROBLEM },
  };
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Repeats of a request with the same key get the first answer, for a day",
  schema: { type: "string", maxLength: 200 },
};

const contentOf = ({ answer, response }: Operation): Json =>
  answer === "text"
    ? { "text/plain": { schema: { type: "string" } } }
    : { "application/json": { schema: schemaOf(response, "output") } };

function parametersOf(schema: z.ZodType, place: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, it]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: it,
  }));
}
