import { modelKey } from "./model-key.ts";
import type { ObjectName, SchemaModel } from "./schema-model.ts";

/** A name as a statement writes it. */
export interface WrittenName {
  readonly schema?: string | undefined;
  readonly name: string;
}

/** What a written name means: the first schema of the search path that has it, else the first of the path. */
export function resolveName(model: SchemaModel, { schema, name }: WrittenName): ObjectName {
  if (schema !== undefined) return { schema, name };
  const maps = [model.tables, model.indexes, model.views, model.sequences];
  const found = model.searchPath.find((it) => maps.some((map) => map.has(modelKey({ schema: it, name }))));
  return { schema: found ?? model.searchPath[0] ?? "public", name };
}
