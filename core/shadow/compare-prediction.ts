import type { RelationEffect, StatementEffects } from "#core/analysis/statement-effects.ts";
import type { StatementEffect, TakenLock } from "#core/engines/shadow.ts";

/** From weak to strong. */
const STRENGTH = [
  "none",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
];
const strength = (mode: string): number => STRENGTH.indexOf(mode);

/** Where the static analysis and the trace of a statement do not agree, in words. */
export function comparePrediction(effect: StatementEffect, predicted: StatementEffects): readonly string[] {
  if (!predicted.analysable) return [];
  const refusals = refusalDisagreements(effect, predicted);
  // A lock of a whole file has no relation to be compared by.
  if (effect.refused || predicted.refused || effect.pagesChanged !== null || effect.locks.some(isOfFile))
    return refusals;
  return [
    ...refusals,
    ...effect.locks.flatMap((lock) => understated(lock, predicted)),
    ...predicted.relations.flatMap((it) => overstated(effect, it, predicted)),
    ...workDisagreements(effect, predicted),
  ];
}

const isOfFile = ({ kind }: TakenLock): boolean => kind === "file";

function refusalDisagreements({ refused }: StatementEffect, predicted: StatementEffects): readonly string[] {
  if (predicted.refused && !refused) {
    return [`The rule says that the server refuses it (${predicted.refused.code}), and it did not`];
  }
  if (predicted.refused && refused?.because === "plan" && !isSameCode(predicted.refused.code, refused.code)) {
    return [`The rule says that the server refuses it with ${predicted.refused.code}, and it did with ${refused.code}`];
  }
  const isSure = refused?.because === "plan" && !predicted.refused && predicted.depends.length === 0;
  return isSure ? [`The rule does not say that the server refuses it (${refused.code}), and it did`] : [];
}

/** SQLite has one code for nearly all that it refuses. */
const isSameCode = (said: string, seen: string): boolean => said === seen || said === "SQLITE_ERROR";

function understated({ relation, mode, held }: TakenLock, { relations }: StatementEffects): readonly string[] {
  if (held) return [];
  const said = relations.find((it) => isSame(it, relation))?.lock ?? "none";
  // Reading a definition takes this for a moment, on whatever it names.
  const isTrifle = said === "none" && strength(mode) <= strength("ACCESS SHARE");
  if (isTrifle || strength(mode) <= strength(said)) return [];
  return [`The rule says ${said === "none" ? "no lock" : said} on ${relation}, and the server took ${mode}`];
}

function overstated(effect: StatementEffect, it: RelationEffect, { depends }: StatementEffects): readonly string[] {
  // What is held for a moment only, or by a condition, cannot be told from what was not taken.
  if (effect.sent === "alone" || depends.length > 0) return [];
  const taken = effect.locks.find(({ relation }) => isSame(it, relation));
  if (!taken || strength(taken.mode) >= strength(it.lock)) return [];
  return [`The rule says ${it.lock} on ${taken.relation}, and the server took ${taken.mode}`];
}

function workDisagreements(effect: StatementEffect, { relations, depends }: StatementEffects): readonly string[] {
  const { rewritten, scanned, locks } = effect;
  const worked = (names: readonly string[], it: RelationEffect) => names.some((name) => isSame(it, name));
  // How a query reads a small table is the planner's choice; a table that the plan has made has no rows to read.
  const judged = relations.filter(
    (it) => strength(it.lock) > strength("ROW EXCLUSIVE") && locks.some(({ relation }) => isSame(it, relation)),
  );
  const isSure = depends.length === 0;
  return [
    ...rewritten.flatMap((name) =>
      relations.some((it) => isSame(it, name) && it.rewrites)
        ? []
        : [`The rule says that ${name} is not rewritten, and the server rewrote it`],
    ),
    ...scanned.flatMap((name) =>
      relations.some((it) => isSame(it, name) && (it.scans || it.rewrites))
        ? []
        : [`The rule says that ${name} is not read in full, and the server read it`],
    ),
    ...judged.flatMap((it) =>
      isSure && it.rewrites && it.kind !== "index" && !worked(rewritten, it)
        ? [`The rule says that ${it.relation.name} is rewritten, and the server did not rewrite it`]
        : [],
    ),
    ...judged.flatMap((it) =>
      isSure && it.scans && !worked([...scanned, ...rewritten], it)
        ? [`The rule says that ${it.relation.name} is read in full, and the server did not read it`]
        : [],
    ),
  ];
}

/** `other."Odd name"` as its parts; a name without a schema is of `public`, or of the file. */
function isSame({ relation }: RelationEffect, shown: string): boolean {
  const parts = [...shown.matchAll(/"((?:[^"]|"")+)"|([^".]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
  const name = parts.at(-1);
  const schema = parts.length > 1 ? parts[0] : "public";
  return relation.name === name && (relation.schema === schema || relation.schema === "main" || relation.schema === "");
}
