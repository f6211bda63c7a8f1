import type { ApiError } from "./api.ts";

/** By name and not by class: `api.ts` brings the contracts' parser, which a first load can do without. */
export const isApiError = (error: unknown): error is ApiError => error instanceof Error && error.name === "ApiError";
