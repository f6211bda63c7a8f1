import { modelKey } from "#core/analysis/model-key.ts";
import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";

/** Refuses what is made though it is there already, and what is taken away though it is missing. */
export function refuseObject(effects: Effects, change: SchemaChange): void {
  switch (change.kind) {
    case "create-table":
      if (change.persistence !== "temporary") makeRelation(effects, change.table, change);
      return;
    case "create-view":
      if (!change.orReplace) makeRelation(effects, change.view, change);
      return;
    case "create-sequence":
      makeRelation(effects, change.sequence, change);
      return;
    case "create-index":
      createIndex(effects, change);
      return;
    case "drop-index":
      for (const written of change.ifExists ? [] : change.indexes) needIndex(effects, written);
      return;
    case "rename-table":
      makeRelation(effects, { schema: resolveName(effects.model, change.table).schema, name: change.to });
      return;
    default:
      refuseTypeOrPart(effects, change);
  }
}

function refuseTypeOrPart(effects: Effects, change: SchemaChange): void {
  switch (change.kind) {
    case "create-enum":
    case "create-composite":
      makeType(effects, change.type);
      return;
    case "create-domain":
      makeType(effects, change.domain);
      return;
    case "alter-enum":
      alterEnum(effects, change);
      return;
    case "create-schema":
      if (!change.ifNotExists && effects.model.schemas.has(change.schema))
        effects.refuseThere("42P06", `There is a schema ${change.schema} already`);
      return;
    case "create-extension":
      if (!change.ifNotExists && effects.model.extensions.has(change.extension))
        effects.refuseThere("42710", `The extension ${change.extension} is there already`);
      return;
    case "create-trigger":
      if (!change.orReplace) makePart(effects, change, "triggers");
      return;
    case "create-policy":
      makePart(effects, change, "policies");
      return;
    case "drop-trigger":
      dropPart(effects, change, "triggers");
      return;
    case "drop-policy":
      dropPart(effects, change, "policies");
      return;
    default:
  }
}

const FREE = { ifNotExists: false };

/** Tables, indexes, views and sequences share one space of names. */
function makeRelation(effects: Effects, written: WrittenName, { ifNotExists } = FREE): void {
  const name = effects.placeOf(written);
  if (!ifNotExists && effects.has(name)) effects.refuseThere("42P07", `There is a relation ${name.name} already`);
}

function createIndex(effects: Effects, { index, ifNotExists }: ChangeOf<"create-index">): void {
  if (index.name === null) return;
  const { schema } = resolveName(effects.model, index.table);
  makeRelation(effects, { schema, name: index.name }, { ifNotExists });
}

/** The server has another code for an index that is missing than for a table. */
function needIndex(effects: Effects, written: WrittenName): void {
  const name = resolveName(effects.model, written);
  if (effects.model.complete && !effects.has(name)) effects.refuseThere("42704", `There is no index ${name.name}`);
}

function makeType(effects: Effects, written: WrittenName): void {
  const name = effects.placeOf(written);
  const { enums, composites, domains, tables, views } = effects.model;
  // Each table and view has a type of its own name.
  const isTaken = [enums, composites, domains, tables, views].some((map) => map.has(modelKey(name)));
  if (isTaken) effects.refuseThere("42710", `There is a type ${name.name} already`);
}

function alterEnum(effects: Effects, { type, action, value, ifNotExists }: ChangeOf<"alter-enum">): void {
  const schemas = type.schema === undefined ? effects.model.searchPath : [type.schema];
  const found = schemas.flatMap((schema) => effects.model.enums.get(modelKey({ schema, name: type.name })) ?? [])[0];
  const isThere = found?.values.includes(value) === true && !(action === "add-value" && ifNotExists);
  if (isThere) effects.refuseThere("42710", `The type ${type.name} has the value ${value} already`);
}

type Part = "triggers" | "policies";
const WORD: Record<Part, string> = { triggers: "trigger", policies: "policy" };

function hasPart(effects: Effects, table: ObjectName, part: Part, name: string): boolean {
  return effects.table(table)?.[part].some((it) => it.name === name) === true;
}

function makePart(effects: Effects, { table, name }: ChangeOf<"create-trigger" | "create-policy">, part: Part): void {
  const on = resolveName(effects.model, table);
  if (hasPart(effects, on, part, name)) effects.refuseThere("42710", `${on.name} has a ${WORD[part]} ${name} already`);
}

function dropPart(
  effects: Effects,
  { table, name, ifExists }: ChangeOf<"drop-trigger" | "drop-policy">,
  part: Part,
): void {
  const on = resolveName(effects.model, table);
  if (ifExists || effects.table(on)?.known !== true || hasPart(effects, on, part, name)) return;
  effects.refuseThere("42704", `${on.name} has no ${WORD[part]} ${name}`);
}
