import type { ReactNode } from "react";
import { CodeWords } from "#components/data/code-words.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Label } from "#components/ui/label.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { ChoiceField } from "./choice-field.tsx";
import { fieldLabel } from "./field-label.ts";
import type { FieldProps } from "./fields-props.ts";
import { GroupList } from "./group-list.tsx";
import { NameList } from "./name-list.tsx";
import { PairList } from "./pair-list.tsx";
import { fieldsIn } from "./spec-of-draft.ts";
import { problemAt } from "./spec-problems.ts";
import { TextField } from "./text-field.tsx";

/** One field, by its kind. */
export function SpecField(shown: FieldProps) {
  const { field, problems, path } = shown;
  const error = problemAt(problems, path, field.kind !== "group" && field.kind !== "groups");
  const frame = { label: fieldLabel(field), hint: hintOf(field), isOptional: field.optional, error };
  switch (field.kind) {
    case "text":
      return <TextField {...shown} field={field} frame={frame} />;
    case "choice":
    case "choice-or-group":
      return <ChoiceField {...shown} field={field} frame={frame} />;
    case "flag":
      return <Flag {...shown} field={field} />;
    case "texts":
      return <NameList {...shown} field={field} frame={frame} />;
    case "pairs":
      return <PairList {...shown} field={field} frame={frame} />;
    case "lists":
      return <Lists {...shown} field={field} />;
    case "group":
      return <Group {...shown} field={field} />;
    case "groups":
      return <GroupList {...shown} field={field} />;
  }
}

/** That "the column" is a column needs no saying. */
const hintOf = ({ hint }: FieldProps["field"]): ReactNode =>
  hint === null || /^The (column|constraint|new name)$/.test(hint) ? null : <CodeWords text={hint} />;

function Flag({ field, value, onChange, path }: FieldProps<"flag">) {
  const id = `flag-${path}`;
  return (
    <div className="flex items-center gap-2">
      <Checkbox id={id} checked={value === true} onCheckedChange={(checked) => onChange(checked === true)} />
      <Label htmlFor={id} className="font-normal">
        {fieldLabel(field)}
      </Label>
    </div>
  );
}

function Group({ field, value, onChange, path, scope, problems, Fields }: FieldProps<"group">) {
  return (
    <fieldset className="min-w-0 rounded-md border px-3 pt-1 pb-3">
      <legend className="px-1 text-xs font-medium">
        {fieldLabel(field)}
        {field.optional ? <span className="ml-1.5 font-normal text-muted-foreground">optional</span> : null}
      </legend>
      <Fields
        fields={field.fields}
        value={fieldsIn(value)}
        onChange={onChange}
        path={path}
        scope={scope}
        problems={problems}
      />
    </fieldset>
  );
}

/** One list a line, names with commas between them. */
function Lists({ field, value, onChange }: FieldProps<"lists">) {
  const lines = Array.isArray(value) ? value.map((it) => (Array.isArray(it) ? it.join(", ") : "")).join("\n") : "";
  return (
    <FormField
      label={fieldLabel(field)}
      isOptional={field.optional}
      hint="One constraint a line, its columns with commas between them."
    >
      <Textarea
        rows={2}
        spellCheck={false}
        className="font-mono text-xs"
        value={lines}
        onChange={(event) => onChange(event.target.value.split("\n").map((line) => line.split(",")))}
      />
    </FormField>
  );
}
