type Schema = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Schema =>
  typeof value === "object" && value !== null ? (value as Schema) : {};
export const textAt = (schema: Schema, key: string): string => (typeof schema[key] === "string" ? schema[key] : "");

/** The fields of a JSON Schema as a Markdown table. */
export function schemaTable(schema: Schema): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const rows = Object.entries(asObject(schema.properties)).map(([name, value]) => {
    const field = asObject(value);
    return `| \`${name}\` | ${typeOf(field)} | ${required.includes(name) ? "yes" : ""} | ${textAt(field, "description").replaceAll("|", "\\|")} |`;
  });
  return ["| field | type | needed | what |", "|---|---|---|---|", ...rows].join("\n");
}

function typeOf(field: Schema): string {
  if (field.const !== undefined) return `\`${String(field.const)}\``;
  if (Array.isArray(field.enum)) return field.enum.map((it) => `\`${String(it)}\``).join(", ");
  if (Array.isArray(field.anyOf)) return typeOfAny(field.anyOf.map(asObject));
  if (asObject(field.additionalProperties).type === "object") return "mapping of names to mappings";
  if (field.type === "object" && field.properties === undefined) return "mapping of names to SQL";
  if (Array.isArray(field.prefixItems)) return `list of ${field.prefixItems.length}`;
  return (
    { object: "mapping", array: "list", string: "text", integer: "whole number", number: "number" }[
      textAt(field, "type")
    ] ?? (field.type === "boolean" ? "`true`, `false`" : "text")
  );
}

/** A text that may be `null`, a word or a mapping instead, or a mapping in several forms. */
function typeOfAny(options: readonly Schema[]): string {
  if (options.every(({ type }) => type === "object")) return "mapping, in two forms";
  return options.map((option) => (option.type === "null" ? "`null`" : typeOf(option))).join(", or ");
}
