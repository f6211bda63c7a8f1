/** Asks a database in one session of its own: statements follow one another. */
export type Ask = (sql: string, params?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
