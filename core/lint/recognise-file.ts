import type { RunnerId } from "#core/domain/migration-runner-id.ts";
import type { LintFile } from "./lint-file.ts";

/** One file as the part of a migration that it is. */
export interface RecognisedFile {
  readonly file: LintFile;
  /** `up-down`: SQLx and golang-migrate name their files alike; the folder decides. */
  readonly runner: RunnerId | "up-down";
  /** The folder of the whole set. */
  readonly root: string;
  /** What the runner orders by and keeps in its ledger; a folder's or file's name where it has no other. */
  readonly version: string;
  readonly direction: "up" | "down" | "both";
}

export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");
export const nameOf = (path: string): string => path.split("/").at(-1) ?? path;

const DUMP = /^(--[^\n]*\n|\s|\\[^\n]*\n)*-- (PostgreSQL database (cluster )?dump|Dumped (from|by))/;
const RAILS_DUMP = /^SET statement_timeout = 0;/m;
/** `V2_1__x.sql`: its version is 2.1. A letter, a version unless repeatable, two underscores, what it is about. */
const FLYWAY = /^([VUB])(\d[\d._]*?)__.*\.sql$|^(R)__(.*)\.sql$/;
const UP_DOWN = /^(\d+)_(.*)\.(up|down)\.sql$/;
const NUMBERED = /^(\d+)([_-].*)?\.sql$/;

type Told = Pick<RecognisedFile, "runner" | "version"> & Partial<RecognisedFile>;

/** In this order: the first that knows the file says what it is. */
const RECOGNISERS: readonly ((name: string, folder: string, text: string) => Told | null)[] = [
  (name, _, text) => (isDump(name, text) ? { runner: "schema-dump", version: name } : null),
  // A folder for each migration: the set is one level up.
  (name, folder) => {
    if (folder === "" || !/^(up|down)\.sql$/.test(name)) return null;
    const direction = name === "up.sql" ? "up" : "down";
    const version = (nameOf(folder).split("_")[0] ?? "").replaceAll("-", "");
    return { runner: "diesel", version, root: folderOf(folder), direction };
  },
  (name, folder) =>
    folder !== "" && name === "migration.sql"
      ? { runner: "prisma", version: nameOf(folder), root: folderOf(folder) }
      : null,
  (name, _, text) =>
    /^--\s*migrate:up\b/m.test(text)
      ? { runner: "dbmate", version: /^\d+/.exec(name)?.[0] ?? name, direction: "both" }
      : null,
  (name) => {
    const found = FLYWAY.exec(name);
    return found && { runner: "flyway", version: flywayVersion(found), direction: found[1] === "U" ? "down" : "up" };
  },
  (name) => {
    const found = UP_DOWN.exec(name);
    return found && { runner: "up-down", version: found[1] ?? name, direction: found[3] === "up" ? "up" : "down" };
  },
  (name) => {
    const found = NUMBERED.exec(name);
    return found && { runner: "numbered", version: found[1] ?? name };
  },
];

/** What a SQL file is by its name, place and first words. */
export function recogniseFile(file: LintFile): RecognisedFile {
  const name = nameOf(file.path);
  const folder = folderOf(file.path);
  const plain: Told = { runner: "plain", version: name };
  let told: Told | null = null;
  for (const recognise of RECOGNISERS) told ??= recognise(name, folder, file.text);
  return { file, root: folder, direction: "up", ...(told ?? plain) };
}

const isDump = (name: string, text: string): boolean =>
  DUMP.test(text.slice(0, 2_000)) ||
  (/^(structure|schema)\.sql$/.test(name) && (RAILS_DUMP.test(text) || /\bschema_migrations\b/.test(text)));

const flywayVersion = ([, , version, , description]: RegExpExecArray): string =>
  version === undefined ? `R__${description ?? ""}` : version.replaceAll("_", ".").replace(/\.+$/, "");
