import { DomainError } from "#core/domain/domain-error.ts";

const TIMEOUT_MS = 2_000;
const MOST_BYTES = 64 * 1024;

/**
 * Asks a URL for a number. The address is never repeated in an error: it may hold a token.
 * @throws DomainError with what was wrong with the answer.
 */
export async function askHttpProbe({
  url,
  pointer,
}: {
  readonly url: string;
  readonly pointer: string;
}): Promise<number> {
  const text = await read(url);
  const value = pointer === "" ? text.trim() : at(parse(text), pointer);
  const number =
    typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw refused(pointer === "" ? "its answer is no number" : `there is no number at ${pointer} in its answer`);
}

const refused = (why: string, cause?: unknown): DomainError =>
  new DomainError("target-refused", `The HTTP probe was of no use: ${why}.`, { cause });

async function read(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw refused(`it answered ${answer.status}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw refused("its answer is longer than 64 kB");
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw refused(
      error instanceof Error && error.name === "TimeoutError" ? "no answer within 2 s" : "it cannot be reached",
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused("its answer is no JSON");
  }
}

/** RFC 6901. */
function at(document: unknown, pointer: string): unknown {
  let found = document;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
