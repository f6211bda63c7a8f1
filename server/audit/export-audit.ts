import type { AuditEntry } from "#contracts/audit.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { type AuditFilter, type AuditPlace, findAuditEntries } from "./audit-repository.ts";
import { csvLine } from "./csv-line.ts";
import { toAuditEntry } from "./to-audit-entry.ts";
import { writeAudit } from "./write-audit.ts";

export const AUDIT_FORMATS = {
  csv: { type: "text/csv", fileName: "sluice-audit.csv" },
  jsonl: { type: "application/jsonl", fileName: "sluice-audit.jsonl" },
} as const;

const PAGE = 2_000;
const MOST_ENTRIES = 50_000;
const COLUMNS = [
  "seq",
  "at",
  "actorName",
  "actorKind",
  "actorId",
  "action",
  "objectType",
  "objectId",
  "objectName",
  "reason",
  "mark",
  "ip",
  "userAgent",
  "before",
  "after",
  "id",
  "previousHash",
  "hash",
] as const satisfies (keyof AuditEntry)[];

/** The audit that passes the filter, newest first, for a spreadsheet or another program. That it was taken is written down. */
export async function exportAudit(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly filter: AuditFilter; readonly format: keyof typeof AUDIT_FORMATS },
): Promise<string> {
  const { actor, filter, format } = input;
  assertCan(actor, "audit.export");
  const entries = await readAll(deps, filter);
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  await deps.prisma.$transaction((tx) =>
    writeAudit(tx, actor, {
      action: "audit.export",
      objectType: "audit",
      objectId: null,
      objectName: format,
      after: { format, entries: entries.length, filter: asked },
    }),
  );
  if (format === "jsonl") return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  const lines = entries.map((entry) => csvLine(COLUMNS.map((column) => textOf(entry[column]))));
  return [csvLine(COLUMNS), ...lines].join("");
}

async function readAll(deps: Needs<"prisma">, filter: AuditFilter): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let after: AuditPlace | null = null; ; ) {
    const rows = await findAuditEntries(deps.prisma, filter, { after, take: PAGE });
    entries.push(...rows.map(toAuditEntry));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return entries;
    if (entries.length >= MOST_ENTRIES) {
      throw new DomainError(
        "invalid-input",
        `More than ${MOST_ENTRIES.toLocaleString("en")} entries pass the filter. Narrow it, by time for instance.`,
      );
    }
    after = last;
  }
}

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
};
