import type { WrittenName } from "../resolve-name.ts";
import type { FormTarget } from "./safer-form.ts";

/** A name as its author would write it: quoted where the statement quotes it, or where it cannot be written otherwise. */
export const spelled = ({ statement, reader }: Pick<FormTarget, "statement" | "reader">, name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !statement.text.includes(`"${name}"`) ? name : reader.quote(name);

export const spelledTable = (
  target: Pick<FormTarget, "statement" | "reader">,
  { schema, name }: WrittenName,
): string => (schema === undefined ? spelled(target, name) : `${spelled(target, schema)}.${spelled(target, name)}`);

/** A name made up of others, no longer than the server keeps. */
export const madeUpName = (...parts: readonly string[]): string => parts.join("_").slice(0, 63);
