import { handleAuthRequest } from "#app/api/_lib/handle-auth-request.ts";

export const GET = handleAuthRequest;
export const POST = handleAuthRequest;
