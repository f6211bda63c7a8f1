const PLAIN = /^[a-z_][a-z0-9_$]*$/;

/** A table or type as it is written in a plan: quoted where it must be, with its schema where it is not the usual one. */
export function writtenName({ schema, name }: { readonly schema: string | null; readonly name: string }): string {
  const own = quoted(name);
  return schema === null || schema === "public" || schema === "main" ? own : `${quoted(schema)}.${own}`;
}

const quoted = (name: string): string => (PLAIN.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
