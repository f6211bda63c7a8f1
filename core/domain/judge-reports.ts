import type { SeenApplication } from "./application-seen.ts";
import { clockWords, counted } from "./demand-words.ts";
import type { DemandStanding, GateDemand } from "./gate-demand.ts";
import { countsUntil, instancesOf, liveInstances } from "./live-instances.ts";

/**
 * Whether an application says anything that can be believed: what never reported proves nothing, and what fell silent
 * may still run. One whose last instance said that it ends is gone, which is enough where no version is demanded.
 */
export function judgeReports(
  { application, version }: GateDemand,
  seen: SeenApplication | null,
  now: Date,
): DemandStanding {
  const standing = { kind: "reports", application, title: `${application} sends heartbeats` } as const;
  if (!seen) {
    const message = `${application} has never reported for this database`;
    const fix = `Let it send heartbeats to /api/v1/applications/${application}/heartbeat (docs/applications.md).`;
    return held(standing, { code: "never-reported", message, fix });
  }
  const live = liveInstances(seen, now);
  if (live.length > 0) return met(standing, `${counted(live.length, "live instance")} reported`);
  const last = instancesOf(seen).toSorted((a, b) => countsUntil(b).getTime() - countsUntil(a).getTime())[0];
  if (last?.leftAt && version === null)
    return met(standing, `its last instance ended at ${clockWords(last.leftAt, now)}`);
  const since = last
    ? `: ${last.instance} (${last.declaration.version}) was last seen ${clockWords(last.seenAt, now)}`
    : "";
  const fix = `Start ${application}, or see why its heartbeats do not arrive.`;
  return held(standing, { code: "no-live-instance", message: `${application} has no live instance${since}`, fix });
}

type Begun = Pick<DemandStanding, "kind" | "application" | "title">;

const met = (begun: Begun, says: string): DemandStanding => ({
  ...begun,
  isMet: true,
  says,
  blockers: [],
  liftsAt: null,
});

const held = (begun: Begun, it: { readonly code: string; readonly message: string; readonly fix: string }) => ({
  ...begun,
  isMet: false,
  says: it.message,
  blockers: [{ ...it, who: "operator" as const }],
  liftsAt: null,
});
