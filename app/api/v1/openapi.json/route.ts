import { container } from "#server/container.live.ts";
import { describeApi } from "#server/http/describe-api.ts";

/** Names the address it is served under, which a build does not know. */
export const dynamic = "force-dynamic";

/** The OpenAPI document; not an `Operation` of its own. */
export async function GET(): Promise<Response> {
  const { env } = await container();
  return Response.json(describeApi(env.url));
}
