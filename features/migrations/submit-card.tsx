"use client";

import { Send } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { Database } from "#contracts/database.ts";
import type { Migration } from "#contracts/migration.ts";
import { Refusal } from "./refusal.tsx";
import { useSubmitMigration } from "./use-change-migration.ts";
import { useTargets } from "./use-start-rollout.ts";

function Choice({ database, isChosen, onToggle }: { database: Database; isChosen: boolean; onToggle: () => void }) {
  return (
    <label className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-[0.8125rem] hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-ring">
      <input type="checkbox" checked={isChosen} onChange={onToggle} className="size-4 accent-primary" />
      <span className="min-w-0 font-medium break-words">{database.name}</span>
      <Badge tone={database.environment === "production" ? "warning" : "neutral"}>{database.environment}</Badge>
      {database.unreachable ? <Badge tone="danger">unreachable</Badge> : null}
    </label>
  );
}

/** What is chosen before anybody chose: what it was submitted for, the database it is read against, or the only one. */
function firstChoice(migration: Migration, databaseId: string | null, fitting: readonly Database[]): readonly string[] {
  if (migration.targets.length > 0) return migration.targets.map((it) => it.databaseId);
  if (databaseId !== null) return [databaseId];
  return fitting.length === 1 ? fitting.map(({ id }) => id) : [];
}

/** Asks for review for the databases that are named here. */
export function SubmitCard({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const submit = useSubmitMigration(migration.id);
  const targets = useTargets(true);
  const fitting = (targets.data?.items ?? []).filter(({ engine }) => engine === migration.engine);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const ids = chosen ?? firstChoice(migration, databaseId, fitting);
  const toggle = (id: string) => setChosen(ids.includes(id) ? ids.filter((it) => it !== id) : [...ids, id]);
  const unnamed =
    ids.length > 0 || targets.isPending
      ? []
      : [
          {
            code: "database",
            message: "No database is named that the plan is meant for",
            fix: fitting.length > 0 ? "Tick one above" : "Register one under Databases",
            who: "you",
          },
        ];
  return (
    <Card>
      <CardHeader>
        <CardTitle>Ask for review</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        <p className="text-[0.8125rem] text-pretty text-muted-foreground">
          Approvers read revision {migration.revision} against these databases and decide. The approval holds for
          exactly this document and for their schemas as they are; an edit voids it.
        </p>
        <fieldset className="flex flex-col">
          <legend className="pb-1 text-xs font-medium">The plan is meant for</legend>
          {fitting.map((it) => (
            <Choice key={it.id} database={it} isChosen={ids.includes(it.id)} onToggle={() => toggle(it.id)} />
          ))}
          {targets.data && fitting.length === 0 ? (
            <p className="text-[0.8125rem] text-muted-foreground">No database of this engine is registered.</p>
          ) : null}
        </fieldset>
        <Refusal error={submit.error} />
        <div>
          <ReasonsButton
            variant="primary"
            reasons={[...migration.blockers.submit, ...unnamed]}
            isPending={submit.isPending}
            onClick={() => submit.mutate(ids)}
          >
            <Send />
            Submit for review
          </ReasonsButton>
        </div>
      </CardContent>
    </Card>
  );
}
