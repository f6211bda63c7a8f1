import { type NextRequest, NextResponse } from "next/server";

/** Tells pages their own address, so that who must sign in first comes back to where the link led. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set("x-sluice-path", request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|icon).*)" };
