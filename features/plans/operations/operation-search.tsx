"use client";

import { CodeWords } from "#components/data/code-words.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "#components/ui/command.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { useOperations } from "./use-operations.ts";

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
  return (
    <Command label="Operations" loop className="rounded-lg border bg-card shadow-card">
      <CommandInput autoFocus placeholder="What shall change? Type, such as bigint, split, default…" />
      <CommandList className="max-h-[26rem]">
        <CommandEmpty>No operation is found by that. Try another word, or write the SQL as a document.</CommandEmpty>
        {operations.data.items.map(({ name, title, summary, keywords }) => (
          <CommandItem
            key={name}
            value={name}
            keywords={[title, summary, ...keywords]}
            onSelect={() => onChoose(name as OperationName)}
            className="items-start"
          >
            <span className="flex min-w-0 flex-1 flex-col gap-0.5">
              <span className="font-medium">{title}</span>
              <span className="text-xs text-pretty text-muted-foreground">
                <CodeWords text={summary} />
              </span>
            </span>
            <code className="shrink-0 pt-0.5 text-2xs text-muted-foreground">{name}</code>
          </CommandItem>
        ))}
      </CommandList>
    </Command>
  );
}
