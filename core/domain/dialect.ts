/** The engines that migrations run on. MySQL and MariaDB join by implementing `Engine`. */
export const DIALECTS = ["postgresql", "sqlite"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Names for people. Code asks `engine.capabilities`, never the dialect. */
export const DIALECT_LABELS: Record<Dialect, string> = { postgresql: "PostgreSQL", sqlite: "SQLite" };
