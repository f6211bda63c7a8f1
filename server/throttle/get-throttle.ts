import type { Throttle } from "#contracts/throttle.ts";
import { may } from "#core/domain/policy.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import { DEFAULT_LIMITS } from "#core/signals/default-limits.ts";
import { windowAt } from "#core/signals/maintenance-window.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { readControlTime } from "#server/control-database/read-control-time.ts";
import { placeOf } from "#server/databases/to-database.ts";
import { fromJson } from "#server/json-column.ts";
import { readAdmission } from "./read-admission.ts";
import { getThrottleRow, readingsOf, type ThrottleRow } from "./throttle-repository.ts";
import { withDefaults, withoutSecrets } from "./throttle-settings.ts";

/** Readings that are older are not of now. */
const FRESH_MS = 15_000;

/** Limits, signals, window and replicas of a database as they are now. */
export async function getThrottle(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<Throttle> {
  const { actor, databaseId } = input;
  assertCan(actor, "database.read");
  const [row, now, { reasons }] = await Promise.all([
    getThrottleRow(deps.prisma, databaseId),
    readControlTime(deps.prisma),
    readAdmission(deps.prisma, databaseId),
  ]);
  const settings = withDefaults(fromJson(row.throttle));
  const sampledAt = row.health?.at ?? null;
  const isFresh = sampledAt !== null && now.getTime() - sampledAt.getTime() < FRESH_MS;
  return {
    settings: may(actor.role, "throttle.write") ? settings : withoutSecrets(settings),
    defaults: DEFAULT_LIMITS,
    replicas: row.replicas.map(toReplica),
    overrides: row.overrides.filter(({ until }) => until > now).map(toOverride),
    readings: isFresh ? [...readingsOf(row)] : [],
    sampledAt: sampledAt?.toISOString() ?? null,
    // While nothing runs nobody reads the target's health, and that is no reason for anything.
    reasons: reasons.filter(({ code }) => code !== "learning"),
    window: windowOf(settings, now),
  };
}

function windowOf({ window }: Throttle["settings"], now: Date): Throttle["window"] {
  if (!window) return null;
  const { isOpen, changesAt } = windowAt(window, now.getTime());
  return { isOpen, changesAt: changesAt === null ? null : new Date(changesAt).toISOString() };
}

const toReplica = (row: ThrottleRow["replicas"][number]) => ({
  id: row.id,
  name: row.name,
  place: placeOf({ ...row, file: null }),
  createdAt: row.createdAt.toISOString(),
});

const toOverride = (row: ThrottleRow["overrides"][number]) => ({
  id: row.id,
  code: row.code as SignalCode,
  until: row.until.toISOString(),
  reason: row.reason,
  byName: row.byName,
  at: row.at.toISOString(),
});
