import { DomainError } from "#core/domain/domain-error.ts";
import type { SqlStep } from "#core/domain/plan-document.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation } from "./operation.ts";
import { spareName } from "./sql/spare-name.ts";

const NATIVE_SINCE = 180_000;

/** Catalog only (reference: postgres.md, 2.1 B). Its undo proves with a NOT VALID constraint that no NULL came, without a scan under a lock. */
export const dropNotNull: Operation<"drop-not-null"> = {
  name: "drop-not-null",
  engines: ["postgresql"],
  title: "Allow NULL in a column",
  summary: "Takes NOT NULL away, so that the new release may leave the column empty; rows that exist keep their value.",
  keywords: ["not null", "nullable", "optional", "alter column"],
  locks: "ACCESS EXCLUSIVE on the table for milliseconds: the catalog only, no row is read.",
  undo: "NOT NULL is proved while writers go on, then set again; it fails, and says so, if NULLs were written meanwhile.",
  refusals: [
    {
      what: "A column of the primary key, or an identity: it needs NOT NULL",
      instead: "Change the key or the identity first",
    },
    { what: "A column that allows NULL already", instead: "Take the operation out" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", column: "note" },
  label: ({ table, column }) => `drop-not-null ${table}.${column}`,

  async expand(spec, context) {
    const { catalog, sql, version } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    const column = columnOf(table, spec.column);
    const key = table.constraints.find((it) => it.kind === "primary-key" && it.columns.includes(column.name));
    const why = !column.notNull
      ? "allows NULL already"
      : key
        ? `belongs to the primary key ${key.name}, which needs it`
        : column.identity
          ? "is an identity, which needs it"
          : null;
    if (why) {
      throw new DomainError(
        column.notNull ? "unsupported" : "invalid-plan",
        `Column ${column.name} of ${table.ref.name} ${why}. Nothing was changed.`,
      );
    }
    const names = {
      alter: `ALTER TABLE ${sql.table(table.ref)}`,
      table: sql.table(table.ref),
      column: sql.name(column.name),
      title: `Allow NULL in ${column.name}`,
    };
    const steps =
      version >= NATIVE_SINCE && column.notNullName !== null
        ? bySql18(names, sql.name(column.notNullName))
        : byProof(names, sql.name(spareName(context, "proof", table.ref.schema, table.ref.name, column.name)));
    return {
      steps: { expand: steps },
      notes: [
        `A release that runs now may read NULL in ${column.name} as soon as the new one writes it, and a rollback cannot set NOT NULL again while there are any.`,
      ],
    };
  },
};

interface Names {
  readonly alter: string;
  readonly table: string;
  readonly column: string;
  readonly title: string;
}

/** Undone last first: added NOT VALID under its own name, then validated while everybody works. */
const bySql18 = ({ alter, column, title }: Names, name: string): readonly SqlStep[] => [
  {
    sql: `${alter} VALIDATE CONSTRAINT ${name}`,
    undo: `${alter} VALIDATE CONSTRAINT ${name}`,
    name: "Make sure that NOT NULL is proved; its undo proves it again",
  },
  {
    sql: `${alter} ALTER COLUMN ${column} DROP NOT NULL`,
    undo: `${alter} ADD CONSTRAINT ${name} NOT NULL ${column} NOT VALID`,
    name: title,
  },
];

/** Before 18 a check must prove it; it stands, NOT VALID, until NOT NULL goes, so that every step can be undone by itself. */
const byProof = ({ alter, table, column, title }: Names, proof: string): readonly SqlStep[] => {
  const add = `${alter} ADD CONSTRAINT ${proof} CHECK (${column} IS NOT NULL) NOT VALID`;
  return [
    {
      sql: add,
      undo: `${alter} ALTER COLUMN ${column} SET NOT NULL;\n${alter} DROP CONSTRAINT ${proof}`,
      name: "Have a proof of NOT NULL ready for a rollback",
    },
    {
      sql: `ANALYZE ${table} (${column})`,
      undo: `${alter} VALIDATE CONSTRAINT ${proof}`,
      name: "Renew the planner's statistics; the undo proves that no NULL came",
    },
    {
      sql: `${alter} ALTER COLUMN ${column} DROP NOT NULL;\n${alter} DROP CONSTRAINT ${proof}`,
      undo: add,
      name: title,
      ignore: [{ rule: "out-of-phase", reason: "The proof is Sluice's own: no release relies on it" }],
    },
  ];
};
