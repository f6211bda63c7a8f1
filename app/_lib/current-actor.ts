import { headers } from "next/headers";
import type { Actor } from "#server/auth/actor.ts";
import { authenticate } from "#server/auth/authenticate.ts";
import { container } from "#server/container.live.ts";

/** Who looks at the page, for server components; `null`: send them to sign in. */
export async function currentActor(): Promise<Actor | null> {
  const known = await authenticate(await container(), new Headers(await headers()));
  return known?.actor ?? null;
}
