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
  // Asked for every name of every statement: no list is made for it.
  const found = model.searchPath.find((it) => {
    const key = modelKey({ schema: it, name });
    return model.tables.has(key) || model.indexes.has(key) || model.views.has(key) || model.sequences.has(key);
  });
  return { schema: found ?? model.searchPath[0] ?? "public", name };
}
