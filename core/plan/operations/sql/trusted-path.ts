const SCHEMA = /^("(?:[^"]|"")+"|[^".\s]+)\./;

/**
 * The search_path of a function that runs with its maker's rights: the server's own operators first, then those of the types that
 * it compares, such as an extension's. No schema of a writer's choice is among them.
 */
export function trustedPath(types: readonly string[]): string {
  const schemas = types.flatMap((type) => SCHEMA.exec(type)?.[1] ?? []);
  return ["pg_catalog", ...new Set(schemas), "pg_temp"].join(", ");
}
