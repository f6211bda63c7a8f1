import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "../introspector.ts";

/** `table` or `schema.table`, each quoted or not. @throws DomainError `invalid-plan`. */
export function parseTableName(text: string): TableRef {
  const parts = [...text.trim().matchAll(/(?:"((?:[^"]|"")+)"|([^".\s]+))(\.|$)/g)];
  const names = parts.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? "").toLowerCase());
  const isWhole = parts.map(([whole]) => whole).join("") === text.trim() && !text.trim().endsWith(".");
  const [name, schema] = names.toReversed();
  if (!isWhole || name === undefined || names.length > 2) {
    throw new DomainError(
      "invalid-plan",
      `\`${text}\` is no table. Write \`table\` or \`schema.table\`; quote names that hold other characters.`,
    );
  }
  return { ...(schema === undefined ? {} : { schema }), name };
}
