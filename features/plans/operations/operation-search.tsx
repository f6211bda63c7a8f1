"use client";

import { CodeWords } from "#components/data/code-words.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "#components/ui/command.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { searchScore } from "./search-score.ts";
import { useOperations } from "./use-operations.ts";

/** Keeps the share of the place too small to count against the score. */
const FAR = 100_000;

/** All operations, found by a word of what they do. Arrows and Enter choose. */
export function OperationSearch({ onChoose }: { onChoose: (name: OperationName) => void }) {
  const operations = useOperations();
  if (operations.error)
    return (
      <Alert tone="danger" title="The operations could not be loaded">
        {operations.error.message}
      </Alert>
    );
  if (operations.isPending) return <Skeleton className="h-72" />;
  const { items } = operations.data;
  const score = (name: string, search: string): number => {
    const place = items.findIndex((it) => it.name === name);
    const item = items[place];
    // Those that fit equally well stay in their order, whatever was typed before.
    return item ? searchScore(search, item) * (1 - place / FAR) : 0;
  };
  return (
    <Command label="Operations" loop filter={score} className="rounded-lg border bg-card shadow-card">
      <CommandInput autoFocus placeholder="What shall change? Type, such as bigint, split, default…" />
      <CommandList className="max-h-[26rem]">
        <CommandEmpty>No operation is found by that. Try another word, or write the SQL as a document.</CommandEmpty>
        {items.map(({ name, title, summary }) => (
          <CommandItem key={name} value={name} onSelect={() => onChoose(name as OperationName)} className="items-start">
            <span className="flex min-w-0 flex-1 flex-col gap-0.5">
              <span className="font-medium">{title}</span>
              <span className="text-xs text-pretty text-muted-foreground">
                <CodeWords text={summary} />
              </span>
            </span>
            <code className="hidden shrink-0 pt-0.5 sm:inline text-2xs text-muted-foreground">{name}</code>
          </CommandItem>
        ))}
      </CommandList>
    </Command>
  );
}
