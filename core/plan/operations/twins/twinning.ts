import type { IgnoredRule } from "#core/domain/plan-document.ts";
import type { OperationColumn, OperationConstraint, OperationIndex, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import type { ColumnRule, NewColumn, SpareNames } from "../rules/column-rule.ts";
import type { ColumnTwin, ContractStage, ContractStatement } from "../rules/column-twin.ts";
import { type Follows, followsOf } from "./follows-of.ts";

export interface TwinQuestion {
  readonly table: OperationTable;
  /** All of the table: an index may be on old columns of several. */
  readonly rules: readonly ColumnRule[];
  readonly spare: SpareNames;
  /** `null`: the old columns go with contract. */
  readonly soak: string | null;
  /** Schemas of versioned access, whose views come and go with the plan. */
  readonly releases: readonly string[];
}

export interface Taken {
  readonly old: OperationColumn;
  readonly column: NewColumn;
  /** The new column's name before contract. */
  readonly now: string;
}

type Names = Readonly<Record<string, string>>;

/** What is asked, with the names that a column which another takes over has at each time. */
export interface Twinning extends TwinQuestion {
  readonly context: OperationContext;
  readonly from: string;
  /** The table, as SQL names it. */
  readonly on: string;
  readonly taken: readonly Taken[];
  /** Old column: the new one's name before contract, after it, and its own during the soak. */
  readonly now: Names;
  readonly after: Names;
  readonly away: Names;
  /** `none`: no old column is among them; `lost`: one is, and no new column takes it over. */
  touches(columns: readonly string[]): "none" | "taken" | "lost";
  /** How the old columns among them follow the new ones in the soak: as the loosest of them does. */
  follows(columns: readonly string[]): Follows;
}

export type TwinParts = Partial<ColumnTwin>;

export function twinningOf(question: TwinQuestion, context: OperationContext): Twinning {
  const { table, rules, spare } = question;
  const olds = new Set(rules.flatMap((rule) => rule.old.map(({ name }) => name)));
  const taken = rules
    .flatMap((rule) => rule.new)
    .flatMap((column): readonly Taken[] => {
      const old = table.columns.find(({ name }) => name === column.takesOver);
      return old ? [{ old, column, now: spare.new[column.name] ?? column.name }] : [];
    });
  const names = (nameOf: (it: Taken) => string): Names =>
    Object.fromEntries(taken.map((it) => [it.old.name, nameOf(it)] as const));
  const after = names(({ column }) => column.name);
  const follows = new Map(
    rules.flatMap((rule) =>
      rule.old.flatMap(({ name }) => {
        const column = table.columns.find((it) => it.name === name);
        return column ? [[name, followsOf(rule, column, context.sql)] as const] : [];
      }),
    ),
  );
  return {
    ...question,
    context,
    from: [...new Set(rules.map((rule) => rule.from))].join(", ").slice(0, 300),
    on: context.sql.table(table.ref),
    taken,
    now: names((it) => it.now),
    after,
    away: names(({ old }) => spare.old[old.name] ?? old.name),
    follows: (columns) => loosest(columns.flatMap((name) => follows.get(name) ?? [])),
    touches(columns) {
      const touched = columns.filter((name) => olds.has(name));
      if (touched.length === 0) return "none";
      return touched.every((name) => Object.hasOwn(after, name)) ? "taken" : "lost";
    },
  };
}

const loosest = (all: readonly Follows[]): Follows =>
  all.includes("other") ? "other" : all.includes("one-to-one") ? "one-to-one" : "same";

export const at = (stage: ContractStage, sql: string, mirror: string | null): ContractStatement => ({
  stage,
  sql,
  mirror,
});

const GOES_WITH_OLD: IgnoredRule = {
  rule: "drop-column-takes-index",
  reason: "Contract gave every index and constraint of the old column a twin over the new one.",
};
/** An index or constraint over several columns goes with the old one at the end of the soak. */
export const goesWithOld = (
  it: Pick<OperationIndex, "keys"> | Pick<OperationConstraint, "columns">,
): readonly IgnoredRule[] => (("keys" in it ? it.keys : it.columns).length > 1 ? [GOES_WITH_OLD] : []);

/** Only where the old columns stay: otherwise what hangs on them is gone by then. */
export const whileKept = (
  { soak }: TwinQuestion,
  ...statements: readonly ContractStatement[]
): readonly ContractStatement[] => (soak === null ? [] : statements);

export const commentOn = (
  what: string,
  comment: string | null,
  sql: OperationContext["sql"],
): readonly ContractStatement[] =>
  comment === null ? [] : [at("attach", `COMMENT ON ${what} IS ${sql.text(comment)}`, null)];

export const title = (text: string): string => text.slice(0, 120);
