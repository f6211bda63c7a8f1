import { randomBytes } from "node:crypto";
import { markOfRule } from "#core/domain/approvals/approval-policy.ts";
import { ruleFor } from "#core/domain/approvals/rule-for.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { planDigest } from "#core/plan/plan-digest.ts";
import { currentPolicy } from "#server/approvals/approval-repository.ts";
import { readTarget } from "#server/approvals/read-target.ts";
import { findNamedDatabases, replaceReviewTargets } from "#server/approvals/review-target-repository.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";

const AUTHOR = { authorId: null, authorName: "Ada Author" };

/** A migration whose plan has been approved, for a database if one is named. */
export async function approvedPlan(
  deps: Container,
  document: PlanDocument,
  databaseId?: string,
): Promise<{ readonly migrationId: string; readonly digest: string }> {
  const { prisma } = deps;
  const migrationId = newId();
  const digest = planDigest(document);
  const { title, engine } = document;
  const name = `plan_${randomBytes(6).toString("hex")}`;
  await prisma.migration.create({
    data: { id: migrationId, name, title, engine, state: "approved", revision: 1, digest, ...AUTHOR },
  });
  const source = JSON.stringify(document);
  await prisma.revision.create({
    data: { id: newId(), migrationId, number: 1, source, document: JSON.parse(source), digest, ...AUTHOR },
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
      scope: databaseId === undefined ? [] : [await scopeOn(deps, migrationId, source, databaseId)],
    },
  });
  return { migrationId, digest };
}

/** As the approval of somebody who looked at the database just now. */
async function scopeOn(deps: Container, migrationId: string, source: string, databaseId: string) {
  const [database] = await findNamedDatabases(deps.prisma, [databaseId]);
  if (!database) throw new Error("Register the database first");
  const reading = await readTarget(deps, source, database);
  await deps.prisma.$transaction((tx) => replaceReviewTargets(tx, migrationId, [reading], new Date()));
  const { environment } = database;
  const rule = ruleFor(await currentPolicy(deps.prisma), { environment, risk: reading.risk });
  const fingerprint = reading.fingerprint ?? "unread";
  return { databaseId, databaseName: database.name, fingerprint, ruleMark: markOfRule(rule) };
}
