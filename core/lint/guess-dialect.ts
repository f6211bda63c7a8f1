import { DIALECTS, type Dialect } from "#core/domain/dialect.ts";
import type { LintFile } from "./lint-file.ts";
import type { RecognisedFile } from "./recognise-file.ts";

const ONLY_SQLITE = /\b(AUTOINCREMENT|PRAGMA|WITHOUT\s+ROWID|VACUUM\s+INTO)\b|\)\s*STRICT\s*;/i;
const ONLY_POSTGRES =
  /::|\$\$|\b(BIG|SMALL)?SERIAL\b|\b(JSONB|TIMESTAMPTZ|BYTEA|CONCURRENTLY|EXTENSION|NOT\s+VALID|VALIDATE\s+CONSTRAINT|LANGUAGE\s+\w+|ALTER\s+TYPE|CREATE\s+TYPE|TIMESTAMP\s+WITH)\b/i;

/** The engine that a set of files is for: as its folder says, else by words that only one engine has; PostgreSQL where none stands. */
export function guessDialect(
  files: readonly RecognisedFile[],
  beside: readonly LintFile[],
): { readonly dialect: Dialect; readonly foreignEngine: string | null } {
  const stated = providerOf(files, beside);
  const known = DIALECTS.find((dialect) => dialect === stated);
  if (known) return { dialect: known, foreignEngine: null };
  if (stated !== null) return { dialect: "postgresql", foreignEngine: stated };
  const texts = files.map(({ file }) => file.text);
  const isSqlite = texts.some((text) => ONLY_SQLITE.test(text)) && !texts.some((text) => ONLY_POSTGRES.test(text));
  return { dialect: isSqlite ? "sqlite" : "postgresql", foreignEngine: null };
}

/** Prisma writes its engine beside the migrations. */
function providerOf(files: readonly RecognisedFile[], beside: readonly LintFile[]): string | null {
  const prisma = files.find(({ runner }) => runner === "prisma");
  const lock = prisma && beside.find(({ path }) => path === `${prisma.root}/migration_lock.toml`.replace(/^\//, ""));
  return lock ? (/^\s*provider\s*=\s*"([^"]+)"/m.exec(lock.text)?.[1] ?? null) : null;
}
