import type { z } from "zod";
import type { BreakGlass, breakGlassBody } from "#contracts/break-glass.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { findNamedDatabases } from "#server/approvals/review-target-repository.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow } from "#server/migrations/migration-repository.ts";
import { newId } from "#server/new-id.ts";
import { getInstallation } from "#server/people/installation-repository.ts";
import { findBreakGlass, insertBreakGlass, listBreakGlassRows, lockBreakGlass } from "./break-glass-repository.ts";
import { refuseGlass } from "./refuse-glass.ts";
import { stateOfGlass, toBreakGlass } from "./to-break-glass.ts";

/** How long a second person has to confirm. */
const CONFIRM_MS = 30 * 60_000;

/** Asks a second person to let a plan run without approval. Nothing changes until they have confirmed. */
export async function requestBreakGlass(
  deps: Needs<"prisma" | "feed" | "now">,
  input: z.output<typeof breakGlassBody> & { readonly actor: Actor },
): Promise<BreakGlass> {
  const { actor, migrationId, databaseId, digest, reason, minutes } = input;
  assertCan(actor, "breakglass.request");
  const { userId } = actor;
  if (userId === null) throw nobody();
  const now = deps.now();
  const row = await deps.prisma.$transaction(async (tx) => {
    await lockBreakGlass(tx);
    const { singlePersonMode } = await getInstallation(tx);
    if (singlePersonMode) throw alone();
    const migration = await getMigrationRow(tx, migrationId);
    const [database] = await findNamedDatabases(tx, [databaseId]);
    if (!database) throw new DomainError("not-found", "There is no such database. Nothing was changed.");
    if (migration.digest !== digest) throw otherPlan(migration.revision, migration.state);
    if (migration.state === "rejected") throw rejected();
    const open = (await listBreakGlassRows(tx, { all: false })).find(
      (it) => it.digest === digest && it.databaseId === databaseId && ["asked", "open"].includes(stateOfGlass(it, now)),
    );
    if (open)
      throw refuseGlass("twice", `${open.requestedByName} asked for this already`, "Confirm that one", "approver");
    const by = { requestedById: userId, requestedByName: actor.name, requestedAt: now };
    const about = { migrationId: migration.id, databaseId, revision: migration.revision, digest };
    const confirmBy = new Date(now.getTime() + CONFIRM_MS);
    const { id } = await insertBreakGlass(tx, { id: newId(), ...about, reason, minutes, ...by, confirmBy });
    await writeAudit(tx, actor, {
      action: "breakglass.request",
      objectType: "break-glass",
      objectId: id,
      objectName: `${migration.title} on ${database.name}`,
      after: { database: database.name, revision: migration.revision, digest, minutes },
      reason,
      mark: "break-glass",
    });
    return findBreakGlass(tx, id);
  });
  if (!row) throw new DomainError("internal", "A request was saved and is not there");
  await deps.feed.publish({ type: "glass.changed" });
  return toBreakGlass(row, now);
}

const nobody = () =>
  refuseGlass("no-person", "This token stands for no person, so nobody would answer for it", "Sign in", "you");
const alone = () =>
  refuseGlass(
    "single-person",
    "Breaking the glass takes two people, and in single-person mode there is one",
    "Approve the plan yourself, or invite a second person",
    "owner",
  );
const rejected = () =>
  refuseGlass("rejected", "This revision was rejected", "Save a new revision, which is not", "author");
const otherPlan = (revision: number, state: string) =>
  new DomainError(
    "stale",
    `The plan is at revision ${revision} by now. Nothing was changed. Read that revision first.`,
    {
      extra: { revision, state },
    },
  );
