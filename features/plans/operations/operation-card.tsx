import { ArrowUp, Trash2 } from "lucide-react";
import { useId } from "react";
import { CodeWords } from "#components/data/code-words.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import type { DescribedOperation } from "#contracts/plan-expansion.ts";
import type { Draft, DraftFields } from "./draft.ts";
import { SpecFields } from "./spec-fields.tsx";
import type { Problems } from "./spec-problems.ts";

/** One operation of the migration, to be filled in. */
export function OperationCard({
  draft,
  about,
  place,
  databaseId,
  problems,
  refusal,
  onChange,
  onMoveUp,
  onRemove,
}: {
  draft: Draft;
  about: DescribedOperation | undefined;
  /** From 1. */
  place: number;
  databaseId: string | null;
  problems: Problems;
  /** Why the server cannot write it, where that is about no single field. */
  refusal: string | null;
  onChange: (fields: DraftFields) => void;
  onMoveUp: (() => void) | null;
  onRemove: () => void;
}) {
  const id = useId();
  const title = about?.title ?? draft.name;
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border bg-card shadow-card">
      <header className="flex items-start gap-2 border-b px-4 py-2.5">
        <div className="min-w-0 flex-1">
          <h3 id={id} className="text-sm font-semibold tracking-tight">
            <span className="nums mr-1.5 text-muted-foreground">{place}.</span>
            {title}
          </h3>
          {about ? (
            <p className="pt-0.5 text-xs text-pretty text-muted-foreground">
              <CodeWords text={about.summary} />
            </p>
          ) : null}
        </div>
        {onMoveUp ? (
          <Button variant="ghost" size="icon-sm" aria-label={`Move ${title} up`} onClick={onMoveUp}>
            <ArrowUp />
          </Button>
        ) : null}
        <Button variant="ghost" size="icon-sm" aria-label={`Remove ${title}`} onClick={onRemove}>
          <Trash2 />
        </Button>
      </header>
      <div className="flex flex-col gap-3 p-4">
        {refusal ? (
          <Alert tone="danger" live title="It cannot be written like this">
            {refusal}
          </Alert>
        ) : null}
        <SpecFields
          fields={fieldsOfOperation(draft.name)}
          value={draft.fields}
          onChange={onChange}
          path=""
          scope={{ databaseId, table: null, columns: null, enumType: null }}
          problems={problems}
        />
      </div>
    </section>
  );
}
