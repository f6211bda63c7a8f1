"use client";

import { Rocket } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import type { Database } from "#contracts/database.ts";
import type { Migration } from "#contracts/migration.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { Refusal } from "./refusal.tsx";
import { useStartRollout, useTargets } from "./use-start-rollout.ts";

/** Why a database cannot be chosen, in a line; the server has the last word. */
function whyNot(database: Database, { engine, targets }: Migration): string | null {
  if (database.engine !== engine) return `The plan is for ${DIALECT_LABELS[engine]}`;
  const target = targets.find(({ databaseId }) => databaseId === database.id);
  const [blocker] = target?.blockers ?? [];
  if (blocker) return `${blocker.message}. ${blocker.fix}`;
  if (database.unreachable) return `Unreachable: ${database.unreachable.reason}`;
  if (database.probe?.readOnly) return "Read only";
  // Broken glass names its database itself; the server knows of it.
  if (!target && targets.length > 0) return "The plan was not submitted for it";
  return database.activeRollouts > 0 ? "Another rollout is open on it" : null;
}

function Choice({
  database,
  migration,
  name,
  isChosen,
  onChoose,
}: {
  database: Database;
  migration: Migration;
  name: string;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const against = whyNot(database, migration);
  return (
    <label
      className={cn(
        "flex items-start gap-3 rounded-lg border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-ring",
        isChosen && "border-primary bg-primary-soft",
        against ? "cursor-not-allowed bg-muted" : "cursor-pointer hover:bg-hover",
      )}
    >
      <input
        type="radio"
        name={name}
        value={database.id}
        checked={isChosen}
        disabled={against !== null}
        onChange={onChoose}
        className="mt-0.5 size-4 accent-primary"
      />
      <span className="min-w-0 flex-1 text-[0.8125rem]">
        <span className="flex flex-wrap items-center gap-2">
          <span className={cn("font-medium", against && "text-muted-foreground")}>{database.name}</span>
          <Badge tone={database.environment === "production" ? "warning" : "neutral"}>{database.environment}</Badge>
        </span>
        <span className="block font-mono text-xs break-all text-muted-foreground">{database.place}</span>
        {against ? <span className="block text-xs text-warning-ink">{against}</span> : null}
      </span>
    </label>
  );
}

/** Chooses the database and starts; afterwards the control room is open. */
export function StartRollout({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const router = useRouter();
  const name = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<string | null>(databaseId);
  const targets = useTargets(isOpen);
  const start = useStartRollout(migration.id);
  const items = targets.data?.items ?? [];
  const database = items.find((it) => it.id === chosen && whyNot(it, migration) === null);
  const press = () => {
    if (!database) return;
    start.mutate(
      { databaseId: database.id, digest: migration.digest },
      { onSuccess: (rollout) => router.push(`/rollouts/${rollout.id}`) },
    );
  };
  return (
    <>
      <ReasonsButton
        variant="primary"
        reasons={migration.blockers.start}
        onClick={() => {
          start.reset();
          setIsOpen(true);
        }}
      >
        <Rocket />
        Start rollout…
      </ReasonsButton>
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent>
          <DialogHeader>
            <DialogTitle>Start the rollout</DialogTitle>
            <DialogDescription>
              Revision {migration.revision} of {migration.name}, as approved. It can be paused at any moment.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {targets.isPending ? (
              <p className="text-[0.8125rem] text-muted-foreground">Loading the databases…</p>
            ) : null}
            {targets.error ? <Alert tone="danger">{targets.error.message}</Alert> : null}
            {targets.data && items.length === 0 ? (
              <Alert tone="warning">No database is registered. Register one under Databases first.</Alert>
            ) : null}
            <fieldset className="flex flex-col gap-2">
              <legend className="sr-only">Database</legend>
              {items.map((it) => (
                <Choice
                  key={it.id}
                  database={it}
                  migration={migration}
                  name={name}
                  isChosen={it.id === database?.id}
                  onChoose={() => setChosen(it.id)}
                />
              ))}
            </fieldset>
            <Refusal error={start.error} />
          </DialogBody>
          <DialogFooter>
            <Button onClick={() => setIsOpen(false)}>Not now</Button>
            <Button
              variant="primary"
              disabled={!database}
              isPending={start.isPending || start.isSuccess}
              onClick={press}
            >
              {database ? `Start on ${database.name}` : "Start"}
            </Button>
          </DialogFooter>
        </DialogContent>
      </Dialog>
    </>
  );
}
