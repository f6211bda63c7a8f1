import { z } from "zod";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { operationSpecs } from "./plan-operation.ts";

/** What stands in a text, so that a form can offer it. */
export type TextRole =
  | "table"
  | "column"
  | "index"
  | "constraint"
  | "enum"
  | "enum-value"
  | "new-name"
  | "type"
  | "expression"
  | "sql"
  | "duration"
  | "words";

interface Common {
  readonly key: string;
  readonly optional: boolean;
  readonly hint: string | null;
}
/** A field of an operation, as a form shows it. */
export type OperationField = Common &
  (
    | { readonly kind: "text"; readonly role: TextRole; readonly nullable: boolean }
    /** Names or values in order. */
    | { readonly kind: "texts"; readonly role: TextRole }
    | { readonly kind: "choice"; readonly options: readonly string[] }
    | { readonly kind: "flag" }
    /** Names, each with a text: a condition, an expression, a name. */
    | { readonly kind: "pairs"; readonly role: TextRole; readonly valueRole: TextRole }
    | { readonly kind: "group"; readonly fields: readonly OperationField[] }
    | { readonly kind: "groups"; readonly fields: readonly OperationField[] }
    /** Lists of names. */
    | { readonly kind: "lists"; readonly role: TextRole }
    /** One of the options, or a mapping instead. */
    | {
        readonly kind: "choice-or-group";
        readonly options: readonly string[];
        readonly fields: readonly OperationField[];
      }
  );

/** The fields of an operation, read of its schema. */
export const fieldsOfOperation = (name: OperationName): readonly OperationField[] =>
  fieldsOf(operationSpecs[name], { operation: name, inside: null });

interface Around {
  readonly operation: OperationName;
  /** The field that it is inside of. */
  readonly inside: string | null;
}

const fieldsOf = (schema: z.ZodObject, around: Around): readonly OperationField[] =>
  Object.entries(schema.shape).map(([key, value]) => fieldOf(key, value, around));

function fieldOf(key: string, given: z.core.$ZodType, around: Around): OperationField {
  const { schema, optional, nullable } = unwrapped(given);
  const common = { key, optional, hint: hintOf(given) ?? hintOf(schema) };
  const role = roleOf(key, schema, around);
  const within = { ...around, inside: key };
  if (schema instanceof z.ZodEnum) return { ...common, kind: "choice", options: schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { ...common, kind: "flag" };
  if (schema instanceof z.ZodObject) return { ...common, kind: "group", fields: fieldsOf(schema, within) };
  if (schema instanceof z.ZodRecord)
    return { ...common, kind: "pairs", role, valueRole: roleOf(key, schema.valueType, { ...around, inside: "pairs" }) };
  if (schema instanceof z.ZodArray) {
    const item = schema.element;
    if (item instanceof z.ZodObject) return { ...common, kind: "groups", fields: fieldsOf(item, within) };
    return { ...common, kind: item instanceof z.ZodArray ? "lists" : "texts", role };
  }
  if (schema instanceof z.ZodUnion) {
    const [choice, group] = schema.options;
    if (choice instanceof z.ZodEnum && group instanceof z.ZodObject)
      return {
        ...common,
        kind: "choice-or-group",
        options: choice.options.map(String),
        fields: fieldsOf(group, within),
      };
  }
  return { ...common, kind: "text", role, nullable };
}

function unwrapped(given: z.core.$ZodType, optional = false, nullable = false) {
  if (given instanceof z.ZodOptional) return unwrapped(given.unwrap(), true, nullable);
  if (given instanceof z.ZodNullable) return unwrapped(given.unwrap(), optional, true);
  return { schema: given, optional, nullable };
}

const hintOf = (schema: z.core.$ZodType): string | null =>
  (schema instanceof z.ZodType ? schema.description : undefined) ?? null;

/** Where the same key means another thing. */
const ROLES: { readonly [N in OperationName]?: Readonly<Record<string, TextRole>> } = {
  "rename-table": { to: "new-name" },
  "rename-column": { to: "new-name" },
  "rename-constraint": { name: "constraint", to: "new-name" },
  "drop-constraint": { name: "constraint" },
  "move-column": { to: "table", as: "new-name" },
  "add-enum-value": { type: "enum", value: "new-name", before: "enum-value", after: "enum-value" },
  "rename-enum-value": { type: "enum", value: "enum-value", to: "new-name" },
  "remove-enum-value": { type: "enum", value: "enum-value", instead: "enum-value" },
  "reorder-enum": { type: "enum", values: "enum-value" },
  "create-index": { index: "sql" },
  "replace-index": { index: "index", by: "sql" },
  "create-table": { table: "new-name", checks: "new-name" },
  comment: { constraint: "constraint", index: "index" },
};

const BY_KEY: Readonly<Record<string, TextRole>> = {
  table: "table",
  view: "table",
  column: "column",
  columns: "column",
  include: "column",
  primaryKey: "column",
  unique: "column",
  set: "column",
  down: "column",
  on: "column",
  index: "index",
  name: "new-name",
  collation: "new-name",
  type: "type",
  soak: "duration",
  comment: "words",
};

const EXPRESSION_LETTERS = 10_000;
const SQL_LETTERS = 100_000;

function roleOf(key: string, schema: z.core.$ZodType, { operation, inside }: Around): TextRole {
  if (schema instanceof z.ZodString && key !== "comment") {
    if (schema.maxLength === EXPRESSION_LETTERS) return "expression";
    if (schema.maxLength === SQL_LETTERS) return "sql";
  }
  if (inside === "pairs") return BY_KEY[key] ?? "new-name";
  return (inside === null ? ROLES[operation]?.[key] : undefined) ?? BY_KEY[key] ?? "new-name";
}
