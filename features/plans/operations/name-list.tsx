import { ArrowUp, Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { OperationField } from "#contracts/operation-fields.ts";
import type { DraftValue } from "./draft.ts";
import type { FieldFrame } from "./field-frame.ts";
import { ListFrame } from "./list-frame.tsx";
import { SuggestedInput } from "./suggested-input.tsx";
import type { Scope } from "./use-suggestions.ts";

/** Names in order, one a line. */
export function NameList({
  field,
  frame,
  value,
  onChange,
  scope,
}: {
  field: Extract<OperationField, { readonly kind: "texts" }>;
  frame: FieldFrame;
  value: DraftValue;
  onChange: (value: DraftValue) => void;
  scope: Scope;
}) {
  const names = Array.isArray(value) ? value.map(String) : [""];
  const without = (at: number) => names.filter((_, index) => index !== at);
  return (
    <ListFrame frame={frame}>
      {names.map((name, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place only
        <li key={at} className="flex items-center gap-1.5">
          <SuggestedInput
            what={field.role}
            scope={scope}
            className="flex-1"
            aria-label={`${frame.label}, ${at + 1}`}
            value={name}
            onChange={(next) => onChange(names.with(at, next))}
          />
          {at > 0 ? (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Move ${frame.label}, ${at + 1} up`}
              onClick={() => onChange(names.with(at, names[at - 1] ?? "").with(at - 1, name))}
            >
              <ArrowUp />
            </Button>
          ) : null}
          {names.length > 1 ? (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove ${frame.label}, ${at + 1}`}
              onClick={() => onChange(without(at))}
            >
              <X />
            </Button>
          ) : null}
        </li>
      ))}
      <li>
        <Button variant="ghost" size="xs" onClick={() => onChange([...names, ""])}>
          <Plus /> Another
        </Button>
      </li>
    </ListFrame>
  );
}
