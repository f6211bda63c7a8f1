import { CircleCheck, CircleHelp, CircleStop, EyeOff, Gauge, Megaphone } from "lucide-react";
import { StateBadge } from "#components/data/state-badge.tsx";
import type { JudgedReading } from "#contracts/throttle.ts";

/** What a reading does now. A budget that cannot be read stops, a gauge that cannot be read holds the pace. */
export function StandingBadge({ reading }: { reading: Pick<JudgedReading, "standing" | "kind"> }) {
  switch (reading.standing) {
    case "good":
      return (
        <StateBadge tone="success" icon={CircleCheck}>
          good
        </StateBadge>
      );
    case "slow":
      return reading.kind === "warn" ? (
        <StateBadge tone="warning" icon={Megaphone}>
          warns
        </StateBadge>
      ) : (
        <StateBadge tone="warning" icon={Gauge}>
          slows
        </StateBadge>
      );
    case "stop":
      return (
        <StateBadge tone="danger" icon={CircleStop}>
          stops
        </StateBadge>
      );
    case "unknown":
      return reading.kind === "budget" ? (
        <StateBadge tone="danger" icon={CircleHelp}>
          unknown: stops
        </StateBadge>
      ) : (
        <StateBadge tone="warning" icon={CircleHelp}>
          unknown
        </StateBadge>
      );
    case "overridden":
      return (
        <StateBadge tone="info" icon={EyeOff}>
          put aside
        </StateBadge>
      );
    case "off":
      return (
        <StateBadge tone="neutral" icon={EyeOff}>
          off
        </StateBadge>
      );
  }
}
