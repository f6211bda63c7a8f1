import type { CheckStep, SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { OperationContext } from "../operation.ts";
import type { ColumnTwin } from "./column-twin.ts";
import type { NotNullProof } from "./contract-of.ts";
import { anyOf, isOff } from "./mapping-sql.ts";
import { analyzeUndo, type OldProof, standby } from "./old-proofs.ts";
import { originOf, type PlacedRule, type TableRules } from "./table-rules.ts";

interface Verifying {
  readonly table: TableRules;
  readonly proofs: readonly NotNullProof[];
  readonly twins: readonly ColumnTwin[];
  readonly oldProofs: readonly OldProof[];
}

/**
 * After the backfill: nothing is pending, what hung on the old columns is built on the new ones, NOT NULL is proved, and no row
 * differs by both mappings (a row of a new writer may hold what the way up never gives).
 */
export function verifyRules(
  { table, proofs, twins, oldProofs }: Verifying,
  { sql }: OperationContext,
): readonly StepDocument[] {
  const on = sql.table(table.table.ref);
  const { name } = table.table.ref;
  const from = originOf(table);
  const check = (title: string, condition: string): CheckStep => ({
    check: { name: title.slice(0, 200), none: `SELECT ${keyOf(table, sql)} FROM ${on} WHERE ${condition} LIMIT 10` },
    from,
  });
  return [
    check(`every row of ${name} is synced`, `NOT ${sql.name(table.done)}`),
    ...twins.flatMap((it) => it.indexes),
    ...proofs.flatMap(({ column: { place }, constraint }) => {
      const column = sql.name(place.now);
      const add: SqlStep = {
        sql: `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(constraint)} CHECK (${column} IS NOT NULL) NOT VALID`,
        undo: `ALTER TABLE ${on} DROP CONSTRAINT ${sql.name(constraint)}`,
        name: `Refuse NULL in ${place.now} from now on`.slice(0, 120),
        from,
      };
      return [
        // With the constraint there, every UPDATE of a row that violates it would fail.
        check(`${place.after} of ${name} has a value in every row`, `${column} IS NULL`),
        add,
        {
          sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${sql.name(constraint)}`,
          undo: "keep",
          name: `Prove that ${place.now} has no NULL`.slice(0, 120),
          from,
        },
      ];
    }),
    ...twins.flatMap((it) => it.constraints.flatMap(({ add, validate }) => [add, validate])),
    ...twins.flatMap((it) => it.checks),
    ...twins.flatMap((it) => it.returns),
    ...oldProofs.map((it) => standby(on, it, from, sql)),
    {
      sql: `ANALYZE ${on}`,
      undo: analyzeUndo(table, oldProofs, sql),
      name: `Gather statistics of ${name}`.slice(0, 120),
      from,
    },
    ...table.rules.flatMap((rule) => {
      const wrong = disagreement(rule, sql);
      const names = rule.new.map(({ place }) => place.after).join(", ");
      return wrong === null ? [] : [check(`${names} of ${name} agrees with the old form`, wrong)];
    }),
  ];
}

/** `null`: nothing can be compared, since the old value cannot be told, or the new one is another each time. */
function disagreement({ old, ups, downs, volatile }: PlacedRule, sql: OperationContext["sql"]): string | null {
  if (old.length === 0 || volatile || downs.length === 0) return null;
  const off = (mappings: PlacedRule["ups"]) => anyOf(mappings.map((it) => isOff(it, sql, "")));
  return `${off(ups)} AND ${off(downs)}`;
}

/** What names a row for whoever looks for it. */
function keyOf({ table }: TableRules, sql: OperationContext["sql"]): string {
  const key = table.constraints.find((it) => it.kind === "primary-key")?.columns ?? [];
  return key.length > 0 ? key.map((it) => sql.name(it)).join(", ") : "ctid";
}
