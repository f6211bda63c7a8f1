import type { Difference } from "#contracts/approval.ts";
import { markOfRule } from "#core/domain/approvals/approval-policy.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import type { TableDetail } from "#core/engines/introspector.ts";
import type { Evidence } from "./collect-evidence.ts";
import type { TargetReading } from "./read-target.ts";
import { ruleWords } from "./to-standing.ts";

interface Now {
  readonly revision: number;
  readonly digest: string;
  readonly readings: readonly TargetReading[];
  readonly questions: readonly ApprovalQuestion[];
}

/** What must be approved anew, and why: each difference in a sentence, a schema with its lines. Pure. */
export function differencesSince(before: Evidence, now: Now): Difference[] {
  const found: Difference[] = [];
  const say = (kind: Difference["kind"], message: string, lines: { before?: string; after?: string } = {}) =>
    found.push({ kind, message, before: lines.before ?? null, after: lines.after ?? null });
  if (before.plan.digest !== now.digest)
    say("plan", `The plan: revision ${before.plan.revision} was approved, this is revision ${now.revision}`);
  for (const { databaseId, databaseName } of before.targets) {
    if (!now.readings.some((it) => it.databaseId === databaseId))
      say("database-removed", `${databaseName} is not among the databases any more`);
  }
  for (const reading of now.readings) {
    const { name } = reading.database;
    const former = before.targets.find(({ databaseId }) => databaseId === reading.databaseId);
    if (!former) {
      say("database-added", `${name} was added: nobody approved the plan for it`);
      continue;
    }
    if (reading.fingerprint !== null && former.fingerprint !== reading.fingerprint)
      say("schema", `The schema of ${name} is another`, schemaLines(former.schema, reading.schema));
    const rule = now.questions.find(({ databaseId }) => databaseId === reading.databaseId)?.rule;
    if (rule && markOfRule(rule) !== former.ruleMark)
      say("policy", `For ${name} another rule counts`, { before: former.rule, after: ruleWords(rule) });
  }
  return found;
}

/** Only the lines that are in one of the two. */
function schemaLines(before: readonly TableDetail[], after: readonly TableDetail[]) {
  const [old, fresh] = [before.flatMap(linesOf), after.flatMap(linesOf)];
  return {
    before: old.filter((line) => !fresh.includes(line)).join("\n"),
    after: fresh.filter((line) => !old.includes(line)).join("\n"),
  };
}

function linesOf(table: TableDetail): string[] {
  const of = `${table.schema ? `${table.schema}.` : ""}${table.name}`;
  const columns = table.columns.map(({ name, type, nullable, default: value, collation }) =>
    [
      `${of}.${name} ${type}`,
      nullable ? "" : "NOT NULL",
      value ? `DEFAULT ${value}` : "",
      collation ? `COLLATE ${collation}` : "",
    ]
      .filter(Boolean)
      .join(" "),
  );
  const indexes = table.indexes.map(({ definition, valid }) => `${definition}${valid ? "" : " (invalid)"}`);
  const constraints = table.constraints.map(
    ({ name, definition, validated }) => `${of} CONSTRAINT ${name} ${definition}${validated ? "" : " (not validated)"}`,
  );
  return [`${table.kind} ${of}`, ...columns, ...indexes, ...constraints];
}
