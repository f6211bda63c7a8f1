"use client";

import { Lock } from "lucide-react";
import { Alert } from "#components/ui/alert.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { LockBlocker, LockBlockers } from "#contracts/lock-blocker.ts";
import { EndSession } from "./end-session.tsx";
import { useLockBlockers } from "./use-lock-blockers.ts";

const KINDS: Partial<Record<LockBlocker["kind"], string>> = {
  own: "Sluice",
  vacuum: "autovacuum",
  "wraparound vacuum": "autovacuum to prevent wraparound",
  replication: "replication",
  server: "a process of the server",
};

const age = (seconds: number | null): string => {
  if (seconds === null) return "";
  const whole = Math.round(seconds);
  return whole < 120 ? ` for ${whole} s` : ` for ${Math.round(whole / 60)} min`;
};

function Session({ rolloutId, session }: { rolloutId: string; session: LockBlocker }) {
  const { backend, kind, application, user, state, transactionSeconds, query } = session;
  const who = KINDS[kind] ?? ([application, user].filter(Boolean).join(", ") || "unnamed");
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64 text-[0.8125rem]">
        <p className="break-words">
          <span className="font-medium nums">{backend}</span> {who}
        </p>
        <p className="text-xs text-muted-foreground nums">
          {state ?? kind}
          {age(transactionSeconds)}
        </p>
        {query ? <code className="line-clamp-2 text-2xs break-words text-muted-foreground">{query}</code> : null}
      </div>
      {kind === "client" ? <EndSession rolloutId={rolloutId} session={session} /> : null}
    </li>
  );
}

function Sessions({ rolloutId, found }: { rolloutId: string; found: LockBlockers }) {
  if (found.items.length === 0)
    return (
      <p className="px-4 py-3 text-[0.8125rem] text-muted-foreground">
        Nobody holds it just now: the next try may have it.
      </p>
    );
  return (
    <ul className="divide-y">
      {found.items.map((session) => (
        <Session key={session.identity ?? session.backend} rolloutId={rolloutId} session={session} />
      ))}
    </ul>
  );
}

/** Who holds the lock that a step waits for. Nobody waits behind the step for longer than one try. */
export function LockBlockersCard({ rolloutId }: { rolloutId: string }) {
  const { data, error } = useLockBlockers(rolloutId);
  if (data?.stepId === null) return null;
  const tables = data ? ` on ${data.tables.join(", ")}` : "";
  return (
    <Card aria-label="Sessions that hold the lock">
      <CardHeader>
        <CardTitle>
          <Lock aria-hidden className="size-4 text-muted-foreground" />
          Locks{tables}
        </CardTitle>
      </CardHeader>
      {error ? <Alert tone="danger">{error.message}</Alert> : null}
      {data ? <Sessions rolloutId={rolloutId} found={data} /> : null}
    </Card>
  );
}
