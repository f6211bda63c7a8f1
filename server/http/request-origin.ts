const MAX_USER_AGENT = 300;

/** From where a request came, for the audit. Next puts the peer's address into `x-forwarded-for` where no proxy did. */
export function requestOrigin(headers: Headers): { readonly ip: string | null; readonly userAgent: string | null } {
  const ip = headers.get("x-forwarded-for")?.split(",")[0]?.trim() || headers.get("x-real-ip") || null;
  return { ip, userAgent: headers.get("user-agent")?.slice(0, MAX_USER_AGENT) ?? null };
}
