import { DomainError } from "#core/domain/domain-error.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import { authenticate } from "#server/auth/authenticate.ts";
import type { Container } from "#server/container.ts";
import { problemResponse } from "#server/http/problem.ts";
import { newId } from "#server/new-id.ts";
import { liveHub } from "./live-hub.live.ts";
import { liveResponse } from "./live-response.ts";

/** Answers a browser or the command line with the live stream, from where it broke off last. */
export async function openLiveStream(deps: Container, request: Request): Promise<Response> {
  try {
    const known = await authenticate(deps, request.headers);
    if (!known) throw new DomainError("unauthenticated", "Sign in, or send a valid API token.");
    assertCan(known.actor, "overview.read");
    // EventSource sends the header by itself; a reader that opens a new one says it in the address.
    const lastId = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId");
    return liveResponse(liveHub(deps), lastId, request.signal);
  } catch (error) {
    return problemResponse(error, newId());
  }
}
