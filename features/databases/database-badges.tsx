import { CircleCheck, CircleDashed, Unplug } from "lucide-react";
import { StateBadge } from "#components/data/state-badge.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { Database } from "#contracts/database.ts";

/** Whether it answers. */
export function ReachabilityBadge({ database }: { database: Pick<Database, "unreachable" | "checkedAt"> }) {
  if (database.unreachable) {
    return (
      <StateBadge tone="danger" icon={Unplug}>
        Unreachable
      </StateBadge>
    );
  }
  if (database.checkedAt === null) {
    return (
      <StateBadge tone="neutral" icon={CircleDashed}>
        Not checked yet
      </StateBadge>
    );
  }
  return (
    <StateBadge tone="success" icon={CircleCheck}>
      Reachable
    </StateBadge>
  );
}

const tones: Record<Database["environment"], Tone> = {
  production: "warning",
  staging: "info",
  development: "neutral",
  demo: "neutral",
};

export const EnvironmentBadge = ({ environment }: Pick<Database, "environment">) => (
  <Badge tone={tones[environment]}>{environment}</Badge>
);

export function LabelList({ labels }: Pick<Database, "labels">) {
  const entries = Object.entries(labels);
  if (entries.length === 0) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {entries.map(([name, value]) => (
        <Badge key={name} className="rounded-md">
          {name}
          {value === "" ? null : <span className="text-foreground">{value}</span>}
        </Badge>
      ))}
    </span>
  );
}
