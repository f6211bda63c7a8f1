import { COMPARE_VERSIONS } from "./compare-versions.ts";
import type { Migration, MigrationSet } from "./migration-set.ts";
import { nameOf } from "./recognise-file.ts";

/** What is known of migrations that have run already. */
export interface AppliedFacts {
  /** Files that were asked for; others of the set only stand beside them. */
  readonly given: ReadonlySet<string>;
  /** Files that a git ref has as they are now. */
  readonly since: ReadonlySet<string>;
  /** The last one that has run, by its version or by the name of its file or folder. */
  readonly through: string | null;
  /** What the database's own ledger holds; `null`: it was not read, or there is none. */
  readonly ledger: { readonly versions: readonly string[]; readonly holds: "each" | "last" } | null;
}

/** The set as far as it is asked for, and which of it has run. A neighbour that would run later is left out. */
export function findApplied(
  set: MigrationSet,
  facts: AppliedFacts,
): { readonly set: MigrationSet; readonly applied: ReadonlySet<Migration> } {
  const isGiven = ({ file }: Migration) => facts.given.has(file.path);
  const last = set.migrations.findLastIndex(isGiven);
  const upTo = set.migrations.slice(0, last + 1);
  const through = facts.through === null ? -1 : indexOfLast(set, facts.through);
  const applied = upTo.filter(
    (it, at) => !isGiven(it) || facts.since.has(it.file.path) || at <= through || isInLedger(set, it, facts.ledger),
  );
  return { set: { ...set, migrations: upTo }, applied: new Set(applied) };
}

function indexOfLast({ migrations, runner }: MigrationSet, through: string): number {
  const byName = migrations.findLastIndex(
    ({ file, version }) =>
      version === through || nameOf(file.path) === through || file.path.split("/").at(-2) === through,
  );
  if (byName >= 0 || runner.order !== "number" || !/^\d+$/.test(through)) return byName;
  return migrations.findLastIndex(({ version }) => COMPARE_VERSIONS.number(version, through) <= 0);
}

function isInLedger({ runner }: MigrationSet, { version }: Migration, ledger: AppliedFacts["ledger"]): boolean {
  if (ledger === null) return false;
  const compare = COMPARE_VERSIONS[runner.order];
  const isComparable = (it: string) => runner.order !== "number" || /^\d+$/.test(it);
  return ledger.versions
    .filter(isComparable)
    .some((it) => (ledger.holds === "each" ? compare(version, it) === 0 : compare(version, it) <= 0));
}
