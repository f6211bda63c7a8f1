import type { AnalysedStatement } from "./analysed-statement.ts";
import { applyAlter } from "./apply-alter.ts";
import { applyObject } from "./apply-objects.ts";
import { ModelDraft } from "./model-draft.ts";
import type { SchemaModel } from "./schema-model.ts";

/** The model after a statement; what it makes is new to the database. */
export function applyStatement(statement: AnalysedStatement, model: SchemaModel): SchemaModel {
  return applyAll([statement], model, { bornHere: true });
}

/** The model after many statements, such as those of a dump. */
export function applyAll(
  statements: readonly AnalysedStatement[],
  model: SchemaModel,
  options: { readonly bornHere: boolean },
): SchemaModel {
  const draft = new ModelDraft(model, options);
  for (const change of statements.flatMap(({ changes }) => changes)) {
    if (!applyAlter(draft, change)) applyObject(draft, change);
  }
  return draft.model;
}
