import { CircleCheck, CircleDashed, Siren } from "lucide-react";
import { ReasonList } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { ReviewTarget } from "#contracts/approval-standing.ts";
import type { Risk } from "#core/domain/approvals/approval-policy.ts";

const RISK_TONES: Record<Risk, Tone> = { low: "success", medium: "warning", high: "danger" };

function Standing({ target }: { target: ReviewTarget }) {
  const { given, required } = target;
  const isEnough = given.length >= required;
  const Icon = target.isGlassBroken ? Siren : isEnough ? CircleCheck : CircleDashed;
  return (
    <li className="flex flex-col gap-2 px-4 py-3 text-[0.8125rem]">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Icon aria-hidden className={isEnough ? "size-4 text-success-ink" : "size-4 text-warning-ink"} />
        <strong className="min-w-0 font-medium break-words">{target.databaseName}</strong>
        <Badge tone={target.environment === "production" ? "warning" : "neutral"}>{target.environment}</Badge>
        <Badge tone={RISK_TONES[target.risk]}>{target.risk} risk</Badge>
        {target.isGlassBroken ? <Badge tone="danger">the glass is broken</Badge> : null}
        <span className="ml-auto font-medium nums">
          {given.length} of {required} {required === 1 ? "approval" : "approvals"}
        </span>
      </div>
      {target.riskReasons.length > 0 ? (
        <p className="text-xs text-pretty break-words text-muted-foreground">{target.riskReasons.join("; ")}</p>
      ) : null}
      {given.length > 0 ? (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {given.map((it) => (
            <li key={it.name + it.at}>
              <span className="font-medium">{it.name}</span>
              {it.forName ? ` for ${it.forName}` : ""}, <RelativeTime at={it.at} />
            </li>
          ))}
        </ul>
      ) : null}
      {target.blockers.length > 0 ? <ReasonList reasons={target.blockers} /> : null}
      <p className="text-xs text-muted-foreground">Rule of the policy: {target.rule}</p>
    </li>
  );
}

/** The databases of a plan, each with its risk, how many of how many have approved, and what is missing. */
export function ApprovalStandings({ targets }: { targets: readonly ReviewTarget[] }) {
  if (targets.length === 0) return null;
  return (
    <Card aria-labelledby="standings-title">
      <CardHeader>
        <CardTitle id="standings-title">Approval by database</CardTitle>
        <CardDescription>An approval holds for these databases as they are now.</CardDescription>
      </CardHeader>
      <ul className="divide-y">
        {targets.map((target) => (
          <Standing key={target.databaseId} target={target} />
        ))}
      </ul>
    </Card>
  );
}
