import type { Dialect } from "#core/domain/dialect.ts";

/** The version that is taken where no server was asked: what most run today. */
export const ASSUMED_VERSION: Record<Dialect, number> = { postgresql: 17, sqlite: 3.53 };
