import { container } from "#server/container.live.ts";

/** Sign-in, sign-out, session and change of password, as better-auth answers them. */
export async function handleAuthRequest(request: Request): Promise<Response> {
  const { auth } = await container();
  return auth.handle(request);
}
