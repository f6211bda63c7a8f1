import type { ObjectName } from "./schema-model.ts";

/** The key of an object in the maps of a model. A name may hold a dot, so the two are joined by what no name can hold. */
export const modelKey = ({ schema, name }: ObjectName): string => `${schema}\0${name}`;
