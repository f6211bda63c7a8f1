import { CircleSlash, Undo2 } from "lucide-react";
import type { z } from "zod";
import type { undoView } from "#contracts/plan.ts";

/** How a step is undone, or that it cannot be. */
export function UndoLine({ undo }: { undo: z.infer<typeof undoView> }) {
  if (undo.kind === "nothing") return null;
  const Icon = undo.kind === "none" ? CircleSlash : Undo2;
  return (
    <div className="flex items-start gap-2 text-xs">
      <Icon
        aria-hidden
        className={`mt-0.5 size-3.5 shrink-0 ${undo.kind === "none" ? "text-danger-ink" : "text-muted-foreground"}`}
      />
      <div className="min-w-0 flex-1">
        <p className={undo.kind === "none" ? "font-medium text-danger-ink" : "text-muted-foreground"}>{undo.summary}</p>
        {undo.kind === "sql" ? <UndoStatements statements={undo.statements} /> : null}
      </div>
    </div>
  );
}

/** More lines than these are Sluice's own machinery, such as the function of a trigger. */
const MOST_LINES = 6;

function UndoStatements({ statements }: { statements: readonly string[] }) {
  const lines = statements.reduce((sum, it) => sum + it.split("\n").length, 0);
  const all = statements.map((statement) => (
    <code key={statement} className="block text-2xs wrap-anywhere whitespace-pre-wrap text-muted-foreground">
      {statement}
    </code>
  ));
  if (lines <= MOST_LINES) return all;
  return (
    <details className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-sm font-medium text-muted-foreground hover:text-foreground">
        {statements.length === 1 ? "Its text" : "Their text"}
      </summary>
      {all}
    </details>
  );
}
