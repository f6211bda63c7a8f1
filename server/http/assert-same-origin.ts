import { DomainError } from "#core/domain/domain-error.ts";

/**
 * A request that changes something by the right of a cookie must come from one of our own pages.
 * @throws DomainError `forbidden`.
 */
export function assertSameOrigin(
  headers: Headers,
  publicUrl: string,
  { isProofNeeded }: { readonly isProofNeeded: boolean },
): void {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") throw foreign();
  if (origin !== null) {
    if (!ownOrigins(headers, publicUrl).includes(origin)) throw foreign();
    return;
  }
  if (site === null && isProofNeeded) throw foreign();
}

/** Where this request says that it was sent to, and the public address: one may open Sluice under either. */
export function ownOrigins(headers: Headers, publicUrl: string): string[] {
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const origins = [new URL(publicUrl).origin];
  if (host) origins.push(`http://${host}`, `https://${host}`);
  return origins;
}

const foreign = () =>
  new DomainError(
    "forbidden",
    "The request did not come from a page of Sluice. Nothing was changed. Open Sluice at its own address, or use an API token.",
  );
