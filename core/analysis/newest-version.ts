import type { Dialect } from "#core/domain/dialect.ts";

/** The newest that is known. Phases that Sluice wrote from a catalog ask for no more than that server has. */
export const NEWEST_VERSION: Record<Dialect, number> = { postgresql: 18, sqlite: 3.53 };
