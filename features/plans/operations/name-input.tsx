"use client";

import { type ComponentProps, type KeyboardEvent, useId, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { Input } from "#components/ui/input.tsx";
import { fittingSuggestions, type Suggestion } from "./suggestion.ts";

const MOST_SHOWN = 50;

/** A text with what the catalog offers below it. Anything may be typed: the server says what is not there. */
export function NameInput({
  value,
  onChange,
  suggestions,
  className,
  ...field
}: {
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
} & Omit<ComponentProps<"input">, "value" | "onChange">) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const fitting = fittingSuggestions(suggestions, value);
  const shown = fitting.slice(0, MOST_SHOWN);
  const isShown = isOpen && shown.length > 0;

  const take = (suggestion: Suggestion) => {
    onChange(suggestion.value);
    setIsOpen(false);
    setActive(-1);
  };
  const move = (by: number) => {
    setIsOpen(true);
    setActive((active + by + shown.length) % Math.max(shown.length, 1));
  };
  const chosen = isShown ? shown[active] : undefined;
  const acts = new Map<string, () => void>([
    ["ArrowDown", () => move(1)],
    ["ArrowUp", () => move(active < 0 ? 0 : -1)],
  ]);
  if (chosen) acts.set("Enter", () => take(chosen));
  if (isShown) acts.set("Escape", () => setIsOpen(false));
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const act = acts.get(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <div className={cn("relative min-w-0", className)}>
      <Input
        {...field}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        {...(isShown && active >= 0 ? { "aria-activedescendant": `${id}-${active}` } : {})}
        autoComplete="off"
        spellCheck={false}
        className="font-mono text-xs"
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          setIsOpen(true);
          setActive(-1);
        }}
        onClick={() => setIsOpen(true)}
        onBlur={() => setIsOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isShown ? (
        <div className="absolute inset-x-0 top-full z-40 mt-1 max-h-64 min-w-56 overflow-y-auto rounded-md border bg-popover p-1 shadow-pop">
          <div id={`${id}-list`} role="listbox" aria-label="Suggestions">
            {shown.map((it, at) => (
              <Option
                key={it.value}
                id={`${id}-${at}`}
                suggestion={it}
                isActive={at === active}
                onTake={() => take(it)}
              />
            ))}
          </div>
          {fitting.length > MOST_SHOWN ? (
            <p className="px-2 py-1 text-xs text-muted-foreground">{fitting.length - MOST_SHOWN} more: go on typing</p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Option({
  id,
  suggestion,
  isActive,
  onTake,
}: {
  id: string;
  suggestion: Suggestion;
  isActive: boolean;
  onTake: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the input, which keeps the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the input points to it by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      ref={(element) => (isActive ? element?.scrollIntoView({ block: "nearest" }) : undefined)}
      // Focus stays in the input: a press in the list must not take it away.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
      className={cn(
        "flex cursor-default items-baseline justify-between gap-3 rounded-sm px-2 py-1 text-xs hover:bg-hover",
        isActive && "bg-hover",
      )}
    >
      <span className="font-mono break-all">{suggestion.value}</span>
      <span className="max-w-1/2 shrink-0 truncate text-muted-foreground">{suggestion.detail}</span>
    </div>
  );
}
