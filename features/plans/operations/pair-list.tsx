import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { OperationField } from "#contracts/operation-fields.ts";
import type { DraftValue } from "./draft.ts";
import type { FieldFrame } from "./field-frame.ts";
import { ListFrame } from "./list-frame.tsx";
import { SuggestedInput } from "./suggested-input.tsx";
import type { Scope } from "./use-suggestions.ts";

type Pair = readonly [string, string];

const pairsIn = (value: DraftValue): readonly Pair[] =>
  Array.isArray(value) && value.length > 0
    ? value.map((it): Pair => (Array.isArray(it) ? [String(it[0] ?? ""), String(it[1] ?? "")] : ["", ""]))
    : [["", ""]];

/** Names, each with a text beside it. */
export function PairList({
  field,
  frame,
  value,
  onChange,
  scope,
}: {
  field: Extract<OperationField, { readonly kind: "pairs" }>;
  frame: FieldFrame;
  value: DraftValue;
  onChange: (value: DraftValue) => void;
  scope: Scope;
}) {
  const pairs = pairsIn(value);
  const put = (at: number, pair: Pair) => onChange(pairs.with(at, pair));
  return (
    <ListFrame frame={frame}>
      {pairs.map(([name, text], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a pair is known by its place only
        <li key={at} className="flex items-start gap-1.5">
          <SuggestedInput
            what={field.role}
            scope={scope}
            className="w-2/5"
            aria-label={`${frame.label}, name ${at + 1}`}
            value={name}
            onChange={(next) => put(at, [next, text])}
          />
          {field.valueRole === "column" ? (
            <SuggestedInput
              what="column"
              scope={scope}
              className="flex-1"
              aria-label={`${frame.label}, value ${at + 1}`}
              value={text}
              onChange={(next) => put(at, [name, next])}
            />
          ) : (
            <Textarea
              rows={1}
              spellCheck={false}
              className="flex-1 font-mono text-xs"
              aria-label={`${frame.label}, value ${at + 1}`}
              value={text}
              onChange={(event) => put(at, [name, event.target.value])}
            />
          )}
          {pairs.length > 1 ? (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove ${frame.label}, ${at + 1}`}
              onClick={() => onChange(pairs.filter((_, index) => index !== at))}
            >
              <X />
            </Button>
          ) : null}
        </li>
      ))}
      <li>
        <Button variant="ghost" size="xs" onClick={() => onChange([...pairs, ["", ""]])}>
          <Plus /> Another
        </Button>
      </li>
    </ListFrame>
  );
}
