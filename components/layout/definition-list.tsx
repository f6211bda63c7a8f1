import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

export interface Definition {
  readonly term: string;
  readonly value: ReactNode;
}

/** Facts by name: in rows, or with `isGrid` beside each other. */
export function DefinitionList({
  items,
  isGrid = false,
  className,
}: {
  items: readonly Definition[];
  isGrid?: boolean;
  className?: string;
}) {
  return (
    <dl
      className={cn(isGrid ? "grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-4" : "divide-y", className)}
    >
      {items.map(({ term, value }) => (
        <div key={term} className={isGrid ? "min-w-0" : "grid gap-x-6 gap-y-0.5 py-2.5 sm:grid-cols-[12rem_1fr]"}>
          <dt className="text-xs text-muted-foreground sm:leading-5">{term}</dt>
          <dd className="min-w-0 text-[0.8125rem] break-words nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
