import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { DraftValue } from "./draft.ts";
import { fieldLabel } from "./field-label.ts";
import type { FieldProps } from "./fields-props.ts";
import { fieldsIn } from "./spec-of-draft.ts";
import { problemAt } from "./spec-problems.ts";

/** Parts of the same kind, such as the columns of a new table. */
export function GroupList({ field, value, onChange, path, scope, problems, Fields }: FieldProps<"groups">) {
  const groups: readonly DraftValue[] = Array.isArray(value) ? value : field.optional ? [] : [{}];
  const label = fieldLabel(field);
  const error = problemAt(problems, path, false);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place only
        <fieldset key={at} className="relative min-w-0 rounded-md border px-3 pt-1 pb-3">
          <legend className="px-1 text-xs font-medium">
            {label} {at + 1}
          </legend>
          <Button
            variant="ghost"
            size="icon-sm"
            className="absolute top-0 right-1"
            aria-label={`Remove ${label} ${at + 1}`}
            onClick={() => onChange(groups.filter((_, index) => index !== at))}
          >
            <X />
          </Button>
          <Fields
            fields={field.fields}
            value={fieldsIn(group)}
            onChange={(next) => onChange(groups.with(at, next))}
            path={`${path}.${at}`}
            scope={scope}
            problems={problems}
          />
        </fieldset>
      ))}
      {error ? (
        <p role="alert" className="text-xs font-medium text-danger-ink">
          {error}
        </p>
      ) : null}
      <Button size="xs" className="self-start" onClick={() => onChange([...groups, {}])}>
        <Plus /> Add to {label.toLowerCase()}
      </Button>
    </div>
  );
}
