import { createHash } from "node:crypto";
import type { z } from "zod";
import type { heartbeatBody } from "#contracts/application.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { durationMs } from "#core/plan/duration.ts";
import { canonicalJson } from "#core/plan/plan-digest.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { toJson } from "#server/json-column.ts";
import { newId } from "#server/new-id.ts";
import {
  countApplications,
  type DeclarationDraft,
  ensureApplication,
  findDeclarationId,
  insertDeclaration,
  noteBeat,
  noteLeaving,
} from "./application-repository.ts";
import { findNamedDatabase } from "./named-database-repository.ts";
import { wakeGates } from "./wake-gates.ts";

type Beat = z.output<typeof heartbeatBody>;
type Deps = Needs<"prisma" | "env" | "queue" | "feed">;

/** A beat may be lost three times before its instance counts as silent. */
const BEATS_UNTIL_SILENT = 4;
/** A name that is made up anew each time must not fill the table. */
const MOST_APPLICATIONS = 1_000;

/**
 * Notes that an instance runs. What a version declares is written once, with an entry in the audit; each beat after
 * that is one upsert, by the control database's clock.
 */
export async function reportHeartbeat(
  deps: Deps,
  { actor, name, beat }: { readonly actor: Actor; readonly name: string; readonly beat: Beat },
): Promise<{ liveUntil: string | null }> {
  assertCan(actor, "application.report");
  if (beat.leaving) {
    if (await noteLeaving(deps.prisma, name, beat)) await wakeGates(deps, name);
    return { liveUntil: null };
  }
  const seconds =
    beat.every === undefined ? deps.env.heartbeatSeconds : (durationMs(beat.every) / 1000) * BEATS_UNTIL_SILENT;
  const draft = await draftOf(deps, beat);
  for (let tries = 0; tries < 3; tries += 1) {
    const declarationId =
      (await findDeclarationId(deps.prisma, name, draft.digest)) ?? (await declare(deps, actor, name, draft));
    const noted = declarationId && (await noteBeat(deps.prisma, declarationId, beat.instance, seconds));
    if (!noted) continue;
    if (noted.isNew) await wakeGates(deps, name);
    return { liveUntil: noted.liveUntil.toISOString() };
  }
  throw new DomainError(
    "conflict",
    "The heartbeat met another one of the same kind. Nothing was noted; send it again.",
  );
}

async function draftOf(deps: Deps, { version, database, environment, reads, writes }: Beat): Promise<DeclarationDraft> {
  const databaseId = database === undefined ? null : (await findNamedDatabase(deps.prisma, database)).id;
  const said = {
    version,
    databaseId,
    environment: environment ?? null,
    reads: inOrder(reads),
    writes: inOrder(writes),
  };
  return { ...said, digest: createHash("sha256").update(canonicalJson(said)).digest("hex") };
}

const inOrder = (columns: readonly string[]): readonly string[] => [...new Set(columns)].toSorted();

/** What this version says was not known: from now on gates believe it, so the audit has who said it. */
async function declare(deps: Deps, actor: Actor, name: string, draft: DeclarationDraft): Promise<string | null> {
  const id = newId();
  const isMade = await deps.prisma.$transaction(async (tx) => {
    const application = await ensureApplication(tx, { id: newId(), name });
    if (application.isNew && (await countApplications(tx)) > MOST_APPLICATIONS)
      throw new DomainError(
        "rate-limited",
        `There are ${MOST_APPLICATIONS} applications already. Nothing was noted. Use one name for all instances and versions of an application.`,
      );
    if (!(await insertDeclaration(tx, id, application.id, draft))) return false;
    const { digest: _, ...said } = draft;
    await writeAudit(tx, actor, {
      action: "application.declare",
      objectType: "application",
      objectId: application.id,
      objectName: name,
      after: toJson(said),
    });
    return true;
  });
  return isMade ? id : findDeclarationId(deps.prisma, name, draft.digest);
}
