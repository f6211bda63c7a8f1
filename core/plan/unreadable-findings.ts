import { DIALECT_LABELS, type Dialect } from "#core/domain/dialect.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { PlanSource } from "./read-plan-source.ts";
import type { UnreadableText } from "./read-plan-sql.ts";

/** SQL that only the other engine reads, with the words that give it away. */
const FOREIGN: Record<Dialect, RegExp> = {
  postgresql: /\b(AUTOINCREMENT|PRAGMA|WITHOUT\s+ROWID|AUTO_INCREMENT|ENGINE\s*=|MODIFY\s+COLUMN|CHANGE\s+COLUMN)\b|`/i,
  sqlite:
    /::|\b(SERIAL|BIGSERIAL|CONCURRENTLY|JSONB\b(?!\s*\()|ILIKE|NOT\s+VALID|VALIDATE\s+CONSTRAINT|USING\s+\w+::|AUTO_INCREMENT|ENGINE\s*=)/i,
};

/** SQL that does not parse, with its place in the plan's source. */
export const unreadableFindings = (
  texts: readonly UnreadableText[],
  source: PlanSource,
  engine: Dialect,
): readonly Finding[] =>
  texts.map(({ placed, path, text, message, textLine, textColumn }) => ({
    rule: "sql-syntax",
    severity: "error",
    message: `${DIALECT_LABELS[engine]} cannot read this SQL: ${message}`,
    ...(FOREIGN[engine].test(text)
      ? {
          fix: `It looks like SQL of another engine; this plan says engine: ${engine}. Write it in the words of ${DIALECT_LABELS[engine]}, or change the engine.`,
        }
      : {}),
    step: placed.id,
    ...source.placeInText(path, textLine, textColumn),
  }));
