/** What an error of the target means for the work; see the table in docs of the backfill protocol. */
export const ERROR_CLASSES = [
  "conflict",
  "lock-wait",
  "too-slow",
  "too-big",
  "cancelled",
  "connection",
  "crowded",
  "poison",
  "schema-moved",
  "wrong-server",
  "storage",
  "rights",
  "bug",
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

export interface EngineErrors {
  classify(error: unknown): ErrorClass;
  /** The server's code and message without row contents and without secrets. */
  describe(error: unknown): { readonly code: string; readonly message: string };
}
