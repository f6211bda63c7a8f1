import type { DraftFields, DraftValue } from "./draft.ts";
import type { FieldsProps } from "./fields-props.ts";
import { SpecField } from "./spec-field.tsx";
import type { Scope } from "./use-suggestions.ts";

/** The fields of an operation, or of a part of it, one below the other. */
export function SpecFields({ fields, value, onChange, path, scope, problems }: FieldsProps) {
  const own: Scope = { ...scope, ...scopeOf(value, scope) };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {fields.map((field) => (
        <SpecField
          key={field.key}
          field={field}
          value={value[field.key]}
          onChange={(next) => onChange({ ...value, [field.key]: next })}
          path={path === "" ? field.key : `${path}.${field.key}`}
          scope={own}
          problems={problems}
          Fields={SpecFields}
        />
      ))}
    </div>
  );
}

/** A part that names a table of its own is about that one. */
function scopeOf({ table, columns, type }: DraftFields, outer: Scope): Partial<Scope> {
  // A table that is made only now has the columns that are written here.
  const made = Array.isArray(columns) && columns.some(isGroup) ? columns.filter(isGroup) : null;
  return {
    ...(typeof table === "string" ? { table, columns: null } : {}),
    ...(made ? { columns: made.flatMap(({ name }) => (typeof name === "string" && name !== "" ? [name] : [])) } : {}),
    ...(typeof type === "string" && outer.enumType === null ? { enumType: type } : {}),
  };
}

const isGroup = (it: DraftValue): it is DraftFields => typeof it === "object" && it !== null && !Array.isArray(it);
