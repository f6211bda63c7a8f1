import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { type Node, nodeOf, textOf } from "./postgres-syntax.ts";

const onTable = (context: ReadContext, relation: Node | null) => ({
  place: placeOf(context, relation),
  table: writtenName(relation) ?? NO_NAME,
  only: relation?.inh !== true,
  ifExists: false,
});

export const readCreateTrigger = (context: ReadContext, body: Node): SchemaChange => ({
  ...onTable(context, nodeOf(body, "relation")),
  kind: "create-trigger",
  name: textOf(body, "trigname") ?? "",
  function: nameOfParts(strings(body, "funcname")),
  orReplace: body.replace === true,
  constraint: body.isconstraint === true,
  when: body.whenClause === undefined ? null : context.source.expression(body.whenClause, context.end),
});

export const readCreateRule = (context: ReadContext, body: Node): SchemaChange => ({
  ...onTable(context, nodeOf(body, "relation")),
  kind: "create-rule",
  name: textOf(body, "rulename") ?? "",
  orReplace: body.replace === true,
});

const COMMANDS = new Set(["select", "insert", "update", "delete"]);

export function readPolicy(context: ReadContext, body: Node, kind: "create-policy" | "alter-policy"): SchemaChange {
  const command = textOf(body, "cmd_name") ?? "all";
  return {
    ...onTable(context, nodeOf(body, "table")),
    kind,
    name: textOf(body, "policy_name") ?? "",
    command: COMMANDS.has(command) ? (command as ChangeOf<"create-policy">["command"]) : "all",
    permissive: kind === "alter-policy" || body.permissive === true,
  };
}
