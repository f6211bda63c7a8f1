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

/** What a SQL file is by its name, place and first words. */
export function recogniseFile(file: LintFile): RecognisedFile {
  const name = nameOf(file.path);
  const folder = folderOf(file.path);
  const is = (runner: RecognisedFile["runner"], version: string, more: Partial<RecognisedFile> = {}): RecognisedFile => ({
    file,
    runner,
    version,
    root: folder,
    direction: "up",
    ...more,
  });
  if (isDump(name, file.text)) return is("schema-dump", name);
  // A folder for each migration: the set is one level up.
  const parent = { root: folderOf(folder) };
  if (folder !== "" && /^(up|down)\.sql$/.test(name)) {
    return is("diesel", nameOf(folder), { ...parent, direction: name === "up.sql" ? "up" : "down" });
  }
  if (folder !== "" && name === "migration.sql") return is("prisma", nameOf(folder), parent);
  if (/^--\s*migrate:up\b/m.test(file.text)) return is("dbmate", /^\d+/.exec(name)?.[0] ?? name, { direction: "both" });
  const flyway = FLYWAY.exec(name);
  if (flyway) return is("flyway", flywayVersion(flyway), { direction: flyway[1] === "U" ? "down" : "up" });
  const upDown = UP_DOWN.exec(name);
  if (upDown) return is("up-down", upDown[1] ?? name, { direction: upDown[3] === "up" ? "up" : "down" });
  const numbered = NUMBERED.exec(name);
  return numbered ? is("numbered", numbered[1] ?? name) : is("plain", name);
}

const isDump = (name: string, text: string): boolean =>
  DUMP.test(text.slice(0, 2_000)) ||
  (/^(structure|schema)\.sql$/.test(name) && (RAILS_DUMP.test(text) || /\bschema_migrations\b/.test(text)));

const flywayVersion = ([, , version, , description]: RegExpExecArray): string =>
  version === undefined ? `R__${description ?? ""}` : version.replaceAll("_", ".").replace(/\.+$/, "");
