import type { OperationField } from "#contracts/operation-fields.ts";
import type { DraftFields, DraftValue } from "./draft.ts";

/** An operation of a plan as the form holds it: `specOfDraft` makes the same of it again. */
export const draftOfSpec = (fields: readonly OperationField[], spec: unknown): DraftFields =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = mappingIn(spec)[field.key];
      return value === undefined ? [] : [[field.key, draftValue(field, value)]];
    }),
  );

function draftValue(field: OperationField, value: unknown): DraftValue {
  switch (field.kind) {
    case "text":
    case "choice":
      return value === null ? null : String(value);
    case "flag":
      return value === true;
    case "texts":
      return listIn(value).map(String);
    case "lists":
      return listIn(value).map((it) => listIn(it).map(String));
    case "pairs":
      return Object.entries(mappingIn(value)).map(([name, text]) => [name, String(text)]);
    case "group":
      return draftOfSpec(field.fields, value);
    case "groups":
      return listIn(value).map((it) => draftOfSpec(field.fields, it));
    case "choice-or-group":
      return typeof value === "string" ? value : draftOfSpec(field.fields, value);
  }
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const mappingIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
