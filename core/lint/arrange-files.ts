import type { Dialect } from "#core/domain/dialect.ts";
import type { RunnerId, TransactionMode } from "#core/domain/migration-runner-id.ts";
import { blankOut } from "./blank-out.ts";
import { COMPARE_VERSIONS } from "./compare-versions.ts";
import { upSection } from "./dbmate-sections.ts";
import { guessDialect } from "./guess-dialect.ts";
import type { LintFile } from "./lint-file.ts";
import type { MigrationRunner } from "./migration-runner.ts";
import type { Migration, MigrationSet } from "./migration-set.ts";
import { folderOf, nameOf, type RecognisedFile, recogniseFile } from "./recognise-file.ts";
import { RUNNERS } from "./runners.ts";

export interface ArrangeOptions {
  /** Files that runners keep beside migrations: `metadata.toml`, `migration_lock.toml`, `V1__x.sql.conf`. */
  readonly beside: readonly LintFile[];
  /** The kind of project that a folder belongs to, told by the nearest `Cargo.toml` or `go.mod` above it. */
  projectOf(folder: string): "rust" | "go" | null;
  /** In place of what is recognised. */
  readonly dialect?: Dialect | undefined;
  readonly runner?: RunnerId | undefined;
  readonly transaction?: TransactionMode | undefined;
}

/** Makes sets of migrations out of files, in the order in which their runner would run them. */
export function arrangeFiles(files: readonly LintFile[], options: ArrangeOptions): readonly MigrationSet[] {
  const recognised = files.map((file) => withRunner(recogniseFile(file), options.runner));
  const groups = Map.groupBy(withFlywayRoots(recognised), ({ runner, root, file }) =>
    runner === "plain" || runner === "schema-dump" ? `${runner}\0${file.path}` : `${runner}\0${root}`,
  );
  return [...groups.values()].map((group) => setOf(group, options));
}

function withRunner(file: RecognisedFile, runner: RunnerId | undefined): RecognisedFile {
  if (runner === undefined || file.runner === "schema-dump") return file;
  // A version that is no number cannot be ordered as one.
  if (RUNNERS[runner].order === "number" && !/^\d+$/.test(file.version)) return file;
  return { ...file, runner };
}

/** Flyway looks into folders within its folder: their files belong to the outermost that has any. */
function withFlywayRoots(files: readonly RecognisedFile[]): readonly RecognisedFile[] {
  const roots = [...new Set(files.filter(({ runner }) => runner === "flyway").map(({ root }) => root))].toSorted(
    (a, b) => a.length - b.length,
  );
  return files.map((it) =>
    it.runner === "flyway"
      ? { ...it, root: roots.find((root) => root === it.root || it.root.startsWith(`${root}/`)) ?? it.root }
      : it,
  );
}

function setOf(group: readonly RecognisedFile[], options: ArrangeOptions): MigrationSet {
  const [first] = group;
  const runner = RUNNERS[runnerOf(group, options)];
  const hasDownFiles = group.some(({ direction }) => direction !== "up");
  const undone = new Set(group.filter(({ direction }) => direction === "down").map(({ version }) => version));
  const compare = COMPARE_VERSIONS[runner.order];
  const { dialect, foreignEngine } = options.dialect
    ? { dialect: options.dialect, foreignEngine: null }
    : guessDialect(group, options.beside);
  const forward = group
    .filter(({ direction }) => direction !== "down")
    .toSorted((a, b) => compare(a.version, b.version) || COMPARE_VERSIONS.name(a.file.path, b.file.path));
  return {
    runner,
    root: runner.order === "none" ? (first?.file.path ?? "") : (first?.root ?? ""),
    dialect,
    foreignEngine,
    migrations: forward.map((it) => migrationOf(it, { runner, dialect }, hasDownFiles ? undone : null, options)),
  };
}

function runnerOf(group: readonly RecognisedFile[], { projectOf }: ArrangeOptions): RunnerId {
  const [first] = group;
  if (!first) return "plain";
  const { runner, root } = first;
  if (runner !== "up-down" && runner !== "numbered") return runner;
  if (group.some(({ file }) => /^-- no-transaction/.test(file.text))) return "sqlx";
  const project = projectOf(root);
  if (project !== null) return project === "rust" ? "sqlx" : runner === "numbered" ? "numbered" : "golang-migrate";
  if (runner === "numbered") return "numbered";
  // `migrate create` numbers with six digits or with the seconds of Unix, `sqlx migrate add` with four or with a date.
  const digits = new Set(group.map(({ version }) => version.length));
  return digits.has(6) || digits.has(10) ? "golang-migrate" : "sqlx";
}

function migrationOf(
  { file, version, direction }: RecognisedFile,
  { runner, dialect }: { readonly runner: MigrationRunner; readonly dialect: Dialect },
  undone: ReadonlySet<string> | null,
  options: ArrangeOptions,
): Migration {
  const section = direction === "both" ? upSection(file.text) : null;
  const { text, placeholders } =
    runner.id === "flyway" ? withoutPlaceholders(file.text) : { text: file.text, placeholders: new Map() };
  return {
    file,
    version,
    placeholders,
    text: section ? blankOut(text, section.elsewhere) : text,
    transaction: options.transaction ?? modeOf(file, runner, dialect, options.beside),
    hasUndo: section ? section.hasDown : (undone?.has(version) ?? null),
  };
}

function modeOf(
  file: LintFile,
  { transaction, optOut }: MigrationRunner,
  dialect: Dialect,
  beside: readonly LintFile[],
): TransactionMode {
  const mode = transaction[dialect];
  if (!optOut) return mode;
  if (optOut.inFile?.test(file.text)) return optOut.mode;
  if (!optOut.beside) return mode;
  const { name, says } = optOut.beside;
  const path =
    name === "metadata.toml" ? `${folderOf(file.path)}/${name}` : `${folderOf(file.path)}/${nameOf(file.path)}.conf`;
  const found = beside.find((it) => it.path === path.replace(/^\//, ""));
  return found && says.test(found.text) ? optOut.mode : mode;
}

/** `${schema}` becomes a name of the same length, which parses where names and texts stand. */
function withoutPlaceholders(text: string): Pick<Migration, "text" | "placeholders"> {
  const placeholders = new Map<string, string>();
  const readable = text.replaceAll(/\$\{([^}\n]*)\}/g, (placeholder, name: string) => {
    const standIn = name.replaceAll(/\W/g, "_").replace(/^\d/, "_").toLowerCase().padEnd(placeholder.length, "_");
    placeholders.set(standIn, placeholder);
    return standIn;
  });
  return { text: readable, placeholders };
}
