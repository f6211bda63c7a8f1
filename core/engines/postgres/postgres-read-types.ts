import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import { readConstraint } from "./postgres-read-column.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { readType } from "./postgres-read-type.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const typeName = (body: Node) => nameOfParts(strings(body, "typeName")) ?? NO_NAME;

export function readCreateDomain(context: ReadContext, body: Node): SchemaChange {
  const constraints = wrappedIn(body, "constraints", "Constraint").flatMap((it) => readConstraint(context, it) ?? []);
  return {
    kind: "create-domain",
    place: placeOf(context, nodeOf(body, "typeName")),
    domain: nameOfParts(strings(body, "domainname")) ?? NO_NAME,
    base: readType(context, nodeOf(body, "typeName")),
    notNull: constraints.some(({ kind }) => kind === "not-null"),
    checks: constraints.filter(({ kind }) => kind === "check"),
  };
}

type DomainAction = ChangeOf<"alter-domain">["action"];
/** Before 18 the parser gave one letter, and of 18 it still does. */
const DOMAIN_ACTIONS: Readonly<Record<string, DomainAction>> = {
  T: "set-default",
  N: "drop-not-null",
  O: "set-not-null",
  C: "add-constraint",
  X: "drop-constraint",
  V: "validate-constraint",
  AD_AddConstraint: "add-constraint",
  AD_SetNotNull: "set-not-null",
  AD_ValidateConstraint: "validate-constraint",
  AD_DropConstraint: "drop-constraint",
  AD_DropNotNull: "drop-not-null",
  AD_AlterDefault: "set-default",
};

export function readAlterDomain(context: ReadContext, body: Node): SchemaChange {
  const action = DOMAIN_ACTIONS[textOf(body, "subtype") ?? ""] ?? "add-constraint";
  return {
    kind: "alter-domain",
    place: placeOf(context, null),
    domain: typeName(body),
    action: action === "set-default" && body.def === undefined ? "drop-default" : action,
    constraint: readConstraint(context, nodeOf(nodeOf(body, "def"), "Constraint")),
    name: textOf(body, "name"),
  };
}

export const readCreateEnum = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "create-enum",
  place: placeOf(context, null),
  type: typeName(body),
  values: strings(body, "vals"),
});

export const readAlterEnum = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "alter-enum",
  place: placeOf(context, null),
  type: typeName(body),
  action: textOf(body, "oldVal") === null ? "add-value" : "rename-value",
  value: textOf(body, "newVal") ?? "",
  oldValue: textOf(body, "oldVal"),
  positioned: textOf(body, "newValNeighbor") !== null,
  ifNotExists: body.skipIfNewValExists === true,
});

export const readCreateComposite = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "create-composite",
  place: placeOf(context, nodeOf(body, "typevar")),
  type: writtenName(nodeOf(body, "typevar")) ?? NO_NAME,
  attributes: wrappedIn(body, "coldeflist", "ColumnDef").map((it) => ({
    name: textOf(it, "colname") ?? "",
    type: readType(context, nodeOf(it, "typeName")),
  })),
});

const ATTRIBUTE_ACTIONS: Readonly<Record<string, ChangeOf<"alter-attribute">["action"]>> = {
  AT_AddColumn: "add",
  AT_DropColumn: "drop",
};

/** Subcommands of ALTER TYPE, which the parser gives as those of a table. */
export function readTypeCommand(context: ReadContext, body: Node, node: Node): SchemaChange {
  const definition = nodeOf(nodeOf(node, "def"), "ColumnDef");
  const type = nodeOf(definition, "typeName");
  return {
    kind: "alter-attribute",
    place: placeOf(context, nodeOf(body, "relation")),
    type: writtenName(nodeOf(body, "relation")) ?? NO_NAME,
    action: ATTRIBUTE_ACTIONS[textOf(node, "subtype") ?? ""] ?? "alter-type",
    attribute: textOf(node, "name") ?? textOf(definition, "colname") ?? "",
    attributeType: type && readType(context, type),
    cascade: textOf(node, "behavior") === "DROP_CASCADE",
  };
}

/** How many arguments a call needs: those that a function gives back are not counted. */
export const argumentsOf = (body: Node): number =>
  listOf(body, "parameters").filter((it) => {
    const mode = textOf(nodeOf(it, "FunctionParameter"), "mode");
    return mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE";
  }).length;
