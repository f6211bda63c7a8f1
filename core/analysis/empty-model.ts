import type { SchemaModel } from "./schema-model.ts";

/** A database with nothing in it, or one of which nothing is known. */
export const emptyModel = ({
  complete,
  schema,
}: {
  readonly complete: boolean;
  readonly schema: string;
}): SchemaModel => ({
  complete,
  absent: null,
  searchPath: [schema],
  schemas: new Set([schema]),
  tables: new Map(),
  indexes: new Map(),
  views: new Map(),
  sequences: new Map(),
  domains: new Map(),
  enums: new Map(),
  composites: new Map(),
  functions: new Map(),
  statistics: new Map(),
  publications: new Map(),
  extensions: new Set(),
  timeZone: null,
});
