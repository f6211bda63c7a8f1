import { Check, Hourglass } from "lucide-react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import type { GateView } from "#contracts/rollout.ts";

type Demand = GateView["demands"][number];

function DemandItem({ demand, isPutAside }: { demand: Demand; isPutAside: boolean }) {
  const { title, isMet, says, blockers, liftsAt } = demand;
  const Icon = isMet ? Check : Hourglass;
  const word = isMet ? "holds" : isPutAside ? "does not hold, put aside" : "does not hold yet";
  return (
    <li className="flex items-start gap-2.5 px-3 py-2.5">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isMet ? "text-success-ink" : "text-warning-ink"}`} />
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        <p className="text-[0.8125rem] font-medium break-words">
          {title} <span className="sr-only">{word}</span>
        </p>
        {isMet || isPutAside ? (
          <p className="text-xs break-words text-muted-foreground">{says}</p>
        ) : (
          <ul className="flex flex-col gap-1.5 text-xs break-words">
            {blockers.map(({ message, fix }) => (
              <li key={message}>
                {message}. <span className="text-muted-foreground">{fix}</span>
              </li>
            ))}
          </ul>
        )}
        {liftsAt && !isMet ? (
          <p className="text-xs text-muted-foreground">
            By time alone it holds <RelativeTime at={liftsAt} />.
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** What a gate demands of applications, each with a tick or with what holds it back; before the first look in words. */
export function DemandList({ gate }: { gate: GateView }) {
  if (gate.asked.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {gate.demands.length > 0 ? (
        <ul aria-label="What it demands" className="divide-y rounded-md border bg-card">
          {gate.demands.map((demand) => (
            <DemandItem key={`${demand.kind} ${demand.title}`} demand={demand} isPutAside={gate.override !== null} />
          ))}
        </ul>
      ) : (
        <ul aria-label="What it demands" className="list-disc pl-5 text-[0.8125rem] break-words">
          {gate.asked.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {gate.override ? (
        <p className="text-xs text-pretty">
          Put aside by {gate.override.byName}, <RelativeTime at={gate.override.at} />: “{gate.override.reason}”
        </p>
      ) : null}
      {gate.notes.map((note) => (
        <p key={note} className="text-xs text-pretty text-muted-foreground">
          {note}
        </p>
      ))}
      {gate.lookedAt ? (
        <p className="text-xs text-muted-foreground">
          Last looked <RelativeTime at={gate.lookedAt} />
        </p>
      ) : null}
    </div>
  );
}
