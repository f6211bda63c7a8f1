import { randomBytes } from "node:crypto";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { planDigest } from "#core/plan/plan-digest.ts";
import type { Needs } from "#server/container.ts";
import { newId } from "#server/new-id.ts";

const AUTHOR = { authorId: null, authorName: "Ada Author" };

/** A migration whose plan has been approved. */
export async function approvedPlan(
  { prisma }: Needs<"prisma">,
  document: PlanDocument,
): Promise<{ readonly migrationId: string; readonly digest: string }> {
  const migrationId = newId();
  const digest = planDigest(document);
  const { title, engine } = document;
  const name = `plan_${randomBytes(6).toString("hex")}`;
  await prisma.migration.create({
    data: { id: migrationId, name, title, engine, state: "approved", revision: 1, digest, ...AUTHOR },
  });
  const stored = JSON.parse(JSON.stringify(document));
  await prisma.revision.create({
    data: { id: newId(), migrationId, number: 1, source: "", document: stored, digest, ...AUTHOR },
  });
  await prisma.reviewDecision.create({
    data: {
      id: newId(),
      migrationId,
      revision: 1,
      digest,
      decision: "approved",
      comment: "",
      byId: newId(),
      byName: "Rita Reviewer",
      singlePerson: false,
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  });
  return { migrationId, digest };
}
