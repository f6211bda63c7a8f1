import type { OperationField } from "#contracts/operation-fields.ts";
import type { DraftFields, DraftValue } from "./draft.ts";

/** The operation as a plan says it: what was left empty is left out. */
export const specOfDraft = (fields: readonly OperationField[], draft: DraftFields): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = specValue(field, draft[field.key]);
      return value === undefined ? [] : [[field.key, value]];
    }),
  );

function specValue(field: OperationField, value: DraftValue): unknown {
  switch (field.kind) {
    case "text":
    case "choice":
      return value === null ? null : textOf(value);
    case "flag":
      return value === true ? true : undefined;
    case "texts":
      return unlessEmpty(textsIn(value));
    case "lists":
      return unlessEmpty(
        listOf(value)
          .map(textsIn)
          .filter((it) => it.length > 0),
      );
    case "pairs":
      return unlessEmpty(
        listOf(value)
          .map(pairOf)
          .filter(([name]) => name !== ""),
        Object.fromEntries,
      );
    case "group": {
      const group = specOfDraft(field.fields, fieldsIn(value));
      return field.optional && Object.keys(group).length === 0 ? undefined : group;
    }
    case "groups":
      return field.optional && listOf(value).length === 0
        ? undefined
        : listOf(value).map((it) => specOfDraft(field.fields, fieldsIn(it)));
    case "choice-or-group":
      return typeof value === "string" || value === undefined
        ? textOf(value)
        : specOfDraft(field.fields, fieldsIn(value));
  }
}

const textOf = (value: DraftValue): string | undefined => {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? undefined : text;
};

const listOf = (value: DraftValue): readonly DraftValue[] => (Array.isArray(value) ? value : []);
const textsIn = (value: DraftValue): string[] => listOf(value).flatMap((it) => textOf(it) ?? []);
const pairOf = (value: DraftValue): [string, string] => {
  const [name, text] = listOf(value);
  return [textOf(name) ?? "", textOf(text) ?? ""];
};

export const fieldsIn = (value: DraftValue): DraftFields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as DraftFields) : {};

const unlessEmpty = <T>(list: readonly T[], make: (list: readonly T[]) => unknown = (it) => it): unknown =>
  list.length === 0 ? undefined : make(list);
