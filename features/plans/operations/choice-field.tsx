import { FormField } from "#components/ui/form-field.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { FieldFrame } from "./field-frame.ts";
import type { FieldProps } from "./fields-props.ts";
import { fieldsIn } from "./spec-of-draft.ts";

const UNSET = "unset";
const GROUP = "group";

/** One of some words, or of a mapping instead of them. */
export function ChoiceField({
  field,
  frame,
  value,
  onChange,
  path,
  scope,
  problems,
  Fields,
}: FieldProps<"choice" | "choice-or-group"> & { frame: FieldFrame }) {
  const group = field.kind === "choice-or-group" ? field.fields : null;
  const isGroup = typeof value === "object" && value !== null;
  const chosen = isGroup ? GROUP : typeof value === "string" && value !== "" ? value : UNSET;
  const choose = (next: string) => onChange(next === UNSET ? undefined : next === GROUP ? {} : next);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Select value={chosen} onValueChange={choose}>
        <FormField {...frame}>
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </FormField>
        <SelectContent>
          <SelectItem value={UNSET}>{field.optional ? "Not said" : "Choose…"}</SelectItem>
          {field.options.map((option) => (
            <SelectItem key={option} value={option}>
              {option}
            </SelectItem>
          ))}
          {group ? <SelectItem value={GROUP}>{group.map(({ key }) => key).join(", ")}…</SelectItem> : null}
        </SelectContent>
      </Select>
      {group && isGroup ? (
        <Fields
          fields={group}
          value={fieldsIn(value)}
          onChange={onChange}
          path={path}
          scope={scope}
          problems={problems}
        />
      ) : null}
    </div>
  );
}
