import { DomainError } from "#core/domain/domain-error.ts";

const MAX_BYTES = 4_000_000;

const tooBig = () =>
  new DomainError("invalid-input", `The body is larger than ${MAX_BYTES / 1_000_000} MB. Nothing was changed.`);

/** The text of a body of JSON; empty where there is none. */
export async function readBody(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BYTES) throw tooBig();
  const text = await request.text();
  if (text.length > MAX_BYTES) throw tooBig();
  const type = request.headers.get("content-type") ?? "";
  // A form on a foreign page cannot send this type without being asked for permission first.
  if (text !== "" && !/^application\/json\b/i.test(type)) {
    throw new DomainError("invalid-input", "The body must be JSON: send it with `content-type: application/json`.");
  }
  return text;
}

export function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError("invalid-input", "The body is not valid JSON.", { cause: error });
  }
}
