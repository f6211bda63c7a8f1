import type { Rollout } from "#contracts/rollout.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { lockPolicy } from "#server/approvals/approval-repository.ts";
import { readTarget } from "#server/approvals/read-target.ts";
import { noteReviewTarget } from "#server/approvals/review-target-repository.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Container } from "#server/container.ts";
import { keepForecast } from "#server/forecasts/keep-forecast.ts";
import { announceRun } from "./announce-run.ts";
import { enqueueRun } from "./enqueue-run.ts";
import { getRollout } from "./get-rollout.ts";
import { holdsOf } from "./holds-of.ts";
import { holdBlocker } from "./rollout-blockers.ts";
import {
  createRollout,
  databaseOfRollout,
  lockDatabase,
  lockMigration,
  openRunOn,
  type PlanToStart,
  readPlanToStart,
  succeededRunOf,
} from "./rollout-repository.ts";
import { addRunEvent } from "./run-repository.ts";
import { assertStartApproved } from "./start-approval.ts";

interface StartRequest {
  readonly actor: Actor;
  readonly migrationId: string;
  readonly databaseId: string;
  readonly digest: string;
}

/** Starts a rollout of the approved plan on one database: as the database is now, and not as it was when it was approved. */
export async function startRollout(deps: Container, input: StartRequest): Promise<Rollout> {
  const { actor, migrationId, databaseId } = input;
  assertCan(actor, "rollout.start");
  const database = await databaseOfRollout(deps.prisma, databaseId);
  if (!database) throw new DomainError("not-found", "There is no such database. Nothing was started.");
  const plan = await planToStart(deps.prisma, input);
  if (plan.document.engine !== database.engine) {
    throw blocked(
      "engine",
      `The plan is for ${plan.document.engine}; ${database.name} is ${database.engine}.`,
      "Choose a database of the plan's engine.",
    );
  }
  await assertReady(deps, database);
  // Before the locks, since it takes its time; kept also when the start is refused, so that the page says why.
  const reading = await readTarget(deps, plan.source, database);
  const isNews = await noteReviewTarget(deps.prisma, migrationId, reading, deps.now());
  if (isNews) await deps.feed.publish({ type: "migration.changed", migrationId });
  const steps = await compilePlan(plan.document, deps.targets.engine(database.engine));

  const { rolloutId, runId } = await deps.prisma.$transaction(async (tx) => {
    // In this order everywhere, so that two do not wait for each other.
    await lockPolicy(tx, "read");
    await lockMigration(tx, migrationId);
    await lockDatabase(tx, databaseId);
    // Again under the locks: a removal, an edit, a rejection or another start may have come between.
    if (!(await databaseOfRollout(tx, databaseId)))
      throw new DomainError("not-found", `${database.name} was removed. Nothing was started.`);
    await planToStart(tx, input);
    await assertFree(tx, databaseId, plan.digest);
    const { breakGlassId } = await assertStartApproved(tx, migrationId, reading, deps.now());
    const { risk } = reading;
    const made = await createRollout(tx, { plan, databaseId, steps, startedBy: actor, risk, breakGlassId });
    await addRunEvent(tx, made.runId, {
      byName: actor.name,
      kind: breakGlassId ? "run.broken-glass" : "run.started",
      severity: breakGlassId ? "warning" : "info",
      message: `Started revision ${plan.revision} on ${database.name}${breakGlassId ? " without approval: the glass was broken" : ""}`,
    });
    await writeAudit(tx, actor, {
      action: "rollout.start",
      objectType: "rollout",
      objectId: made.rolloutId,
      objectName: plan.title,
      after: { database: database.name, revision: plan.revision, digest: plan.digest, risk },
      mark: breakGlassId ? "break-glass" : null,
    });
    return made;
  });
  const { revision, document } = plan;
  await keepForecast(deps, { rolloutId, databaseId, migrationId, revision, document, byName: actor.name });
  await announceRun(deps, { rolloutId, migrationId, databaseId });
  await enqueueRun(deps, runId);
  return getRollout(deps, { actor, rolloutId });
}

function blocked(code: string, message: string, fix: string, who: Blocker["who"] = "you"): DomainError {
  const blockers: Blocker[] = [{ code, message, fix, who }];
  return new DomainError("blocked", `${message} Nothing was started. ${fix}`, { extra: { blockers } });
}

async function planToStart(
  db: Container["prisma"] | Prisma.TransactionClient,
  { migrationId, digest }: StartRequest,
): Promise<PlanToStart> {
  const plan = await readPlanToStart(db, migrationId);
  if (!plan) throw new DomainError("not-found", "There is no such migration. Nothing was started.");
  if (plan.digest === digest) return plan;
  throw new DomainError(
    "stale",
    `The plan is at revision ${plan.revision} now; you saw another. Nothing was started. Read it anew.`,
    {
      extra: { state: plan.state },
    },
  );
}

async function assertReady(
  deps: Container,
  database: { readonly id: string; readonly name: string; readonly serverId: string | null },
): Promise<void> {
  await using target = await deps.targets.open(database.id, {
    applicationName: "sluice:start",
    connectTimeoutMs: 5_000,
  });
  const probe = await target.engine.introspector.probe(target.connection);
  if (probe.readOnly)
    throw blocked("read-only", `${database.name} only allows reading: it may be a replica.`, "Register the primary.");
  if (probe.pooled)
    throw blocked(
      "pooled",
      `A pooler in transaction mode stands in front of ${database.name}: a step would lose its locks and settings between two statements.`,
      "Register the server's own address, or a pool in session mode.",
    );
  const missing = probe.missing.filter((right) => right.required);
  if (missing.length > 0) {
    throw blocked(
      "rights",
      `On ${database.name} is missing: ${missing.map((right) => right.what).join("; ")}.`,
      missing.map((right) => right.grant).join("; "),
    );
  }
  if (!database.serverId || database.serverId === probe.serverId) return;
  throw new DomainError(
    "target-changed",
    `${database.name} is another server than the one that was registered. Nothing was started. Test the registration and save it anew if that is meant.`,
  );
}

async function assertFree(tx: Prisma.TransactionClient, databaseId: string, digest: string): Promise<void> {
  const [hold] = (await holdsOf(tx, databaseId)).map(holdBlocker);
  if (hold) throw blocked(hold.code, hold.message, hold.fix, hold.who);
  const other = await openRunOn(tx, databaseId);
  if (other)
    throw blocked(
      "database-busy",
      `The rollout “${other.title}” is open on this database.`,
      "Finish or cancel that one first.",
      "operator",
    );
  if (await succeededRunOf(tx, databaseId, digest)) {
    throw blocked(
      "already-done",
      "This plan has been carried out on this database.",
      "Roll that rollout back first, or write a new migration.",
    );
  }
}
