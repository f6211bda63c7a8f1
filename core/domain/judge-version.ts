import type { SeenApplication } from "./application-seen.ts";
import { isDottedVersion } from "./compare-versions.ts";
import { counted, instanceWords, namedBlockers } from "./demand-words.ts";
import type { DemandStanding } from "./gate-demand.ts";
import { liveInstances, type PlacedInstance } from "./live-instances.ts";
import { meetsVersion } from "./version-requirement.ts";

/** Whether every live instance is of a version that is demanded. */
export function judgeVersion(requirement: string, seen: SeenApplication, now: Date): DemandStanding {
  const { name: application } = seen;
  const live = liveInstances(seen, now);
  const behind = live.filter(({ declaration }) => !meetsVersion(declaration.version, requirement));
  const blockers = namedBlockers(behind, (instance) => ({
    code: "old-version",
    message: `${application}: ${instanceWords(instance, now)} is not ${requirement}${whyNot(instance, requirement)}`,
    fix: "Deploy that version there, or stop the instance.",
    who: "operator",
  }));
  const says =
    behind.length === 0
      ? `${live.length} of ${counted(live.length, "live instance")}`
      : `${behind.length} of ${counted(live.length, "live instance")} not yet`;
  return {
    kind: "version",
    application,
    title: `Every live instance of ${application} is ${requirement}`,
    isMet: behind.length === 0,
    says,
    blockers,
    liftsAt: null,
  };
}

const whyNot = ({ declaration }: PlacedInstance, requirement: string): string =>
  requirement.startsWith(">") && !isDottedVersion(declaration.version) ? ": it is no number that can be compared" : "";
