import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Label } from "#components/ui/label.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { OperationField, TextRole } from "#contracts/operation-fields.ts";
import type { DraftValue } from "./draft.ts";
import type { FieldFrame } from "./field-frame.ts";
import { SuggestedInput } from "./suggested-input.tsx";
import type { Scope } from "./use-suggestions.ts";

const ROWS: Partial<Record<TextRole, number>> = { expression: 1, sql: 3, words: 2 };

/** A name with suggestions, or a text of several lines. */
export function TextField({
  field,
  frame,
  value,
  onChange,
  scope,
}: {
  field: Extract<OperationField, { readonly kind: "text" }>;
  frame: FieldFrame;
  value: DraftValue;
  onChange: (value: DraftValue) => void;
  scope: Scope;
}) {
  const text = typeof value === "string" ? value : "";
  const rows = ROWS[field.role];
  const control =
    rows === undefined ? (
      <SuggestedInput what={field.role} scope={scope} value={text} onChange={onChange} />
    ) : (
      <Textarea
        rows={rows}
        spellCheck={field.role === "words"}
        className={field.role === "words" ? "" : "font-mono text-xs"}
        disabled={value === null}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <FormField {...frame}>{control}</FormField>
      {field.nullable ? <NoneBox isNone={value === null} onChange={(none) => onChange(none ? null : "")} /> : null}
    </div>
  );
}

/** That there shall be none is something else than leaving it empty. */
function NoneBox({ isNone, onChange }: { isNone: boolean; onChange: (isNone: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <Checkbox id={id} checked={isNone} onCheckedChange={(checked) => onChange(checked === true)} />
      <Label htmlFor={id} className="text-xs font-normal">
        None (null)
      </Label>
    </div>
  );
}
