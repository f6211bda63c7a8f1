import type { Throttle, ThrottleSettings } from "#contracts/throttle.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { windowAt } from "#core/signals/maintenance-window.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { fromJson } from "#server/json-column.ts";
import { askHttpProbe } from "./ask-http-probe.ts";
import { getThrottle } from "./get-throttle.ts";
import { getThrottleRow, saveThrottle } from "./throttle-repository.ts";
import { withDefaults, withoutSecrets } from "./throttle-settings.ts";
import { wakeBackfills } from "./wake-backfills.ts";

type Change = { readonly [K in keyof ThrottleSettings]?: ThrottleSettings[K] | undefined };

/** Changes limits, probes, slices or the window; they count from the next batch on. A new probe is tried first. */
export async function changeThrottle(
  deps: Container,
  input: { readonly actor: Actor; readonly databaseId: string; readonly change: Change },
): Promise<Throttle> {
  const { actor, databaseId, change } = input;
  assertCan(actor, "throttle.write");
  if (change.window) assertWindow(change.window);
  await tryProbes(deps, databaseId, change);
  await deps.prisma.$transaction(async (tx) => {
    const row = await getThrottleRow(tx, databaseId);
    const before = withDefaults(fromJson(row.throttle));
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after = { ...before, ...said };
    await saveThrottle(tx, databaseId, after);
    await writeAudit(tx, actor, {
      action: "throttle.change",
      objectType: "database",
      objectId: databaseId,
      objectName: row.name,
      before: withoutSecrets(before),
      after: withoutSecrets(after),
    });
  });
  await deps.feed.publish({ type: "throttle.changed", databaseId });
  await wakeBackfills(deps, { databaseId });
  return getThrottle(deps, { actor, databaseId });
}

function assertWindow(window: NonNullable<ThrottleSettings["window"]>): void {
  const wrong = window.freezes.find(({ from, to }) => Date.parse(from) >= Date.parse(to));
  if (wrong)
    throw new DomainError("invalid-input", `The freeze "${wrong.reason}" ends before it begins. Nothing was changed.`);
  try {
    windowAt(window, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DomainError(
      "invalid-input",
      `${window.timeZone} is no time zone. Write it as in Europe/Berlin. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** A probe that does not answer would stop every backfill: it is refused here instead. */
async function tryProbes(deps: Container, databaseId: string, { sqlProbe, httpProbe }: Change): Promise<void> {
  if (httpProbe) await askHttpProbe(httpProbe);
  if (!sqlProbe) return;
  await using target = await deps.targets.open(databaseId, {
    applicationName: "sluice:probe",
    statementTimeoutMs: 2_000,
  });
  const { engine, connection } = target;
  try {
    await engine.sampler.probe(connection, sqlProbe.query);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const { code, message } = engine.errors.describe(error);
    throw new DomainError("invalid-input", `The SQL probe fails: ${message} (${code}). Nothing was changed.`, {
      cause: error,
    });
  }
}
