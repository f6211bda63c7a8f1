import { DomainError } from "#core/domain/domain-error.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { constraintOf } from "./keys/constraint-of.ts";
import type { Operation } from "./operation.ts";

/** Catalog only; the index of a key is renamed with it. At contract: releases may name it in ON CONFLICT or in error handling. */
export const renameConstraint: Operation<"rename-constraint"> = {
  name: "rename-constraint",
  engines: ["postgresql"],
  title: "Rename a constraint",
  summary: "Gives a check, a key, a foreign key or, on PostgreSQL 18, a NOT NULL constraint another name.",
  keywords: ["rename", "constraint", "check", "foreign key", "unique", "primary key"],
  locks: "ACCESS EXCLUSIVE on the table for milliseconds, at contract: the catalog only, no row is read.",
  undo: "The constraint gets its old name back.",
  refusals: [
    { what: "A name that another constraint or index has", instead: "Choose another name" },
    { what: "A constraint that belongs to a parent", instead: "Rename it there" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", name: "orders_check", to: "orders_amount_positive" },
  label: ({ table, name }) => `rename-constraint ${table}.${name}`,

  async expand(spec, { catalog, sql }) {
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    assertNameFits(spec.to);
    const notNulls = table.columns.flatMap(({ notNullName }) => notNullName ?? []);
    const isNotNull = notNulls.includes(spec.name);
    if (!isNotNull && constraintOf(table, spec.name).inherited) {
      throw new DomainError(
        "unsupported",
        `Constraint ${spec.name} of ${table.ref.name} belongs to a parent: rename it there. Nothing was changed.`,
      );
    }
    const taken = [
      ...notNulls,
      ...table.constraints.map(({ name }) => name),
      ...table.indexes.map(({ ref }) => ref.name),
    ];
    if (taken.includes(spec.to)) {
      throw new DomainError(
        "invalid-plan",
        `Table ${table.ref.name} has a constraint or an index ${spec.to} already. Nothing was changed. Choose another name.`,
      );
    }
    const rename = (from: string, to: string) =>
      `ALTER TABLE ${sql.table(table.ref)} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`;
    return {
      steps: {
        cutover: [
          {
            gate: {
              ask: `Does no release name the constraint ${spec.name} any more, in ON CONFLICT ON CONSTRAINT or where it reads errors?`,
            },
          },
        ],
        contract: [
          { sql: rename(spec.name, spec.to), undo: rename(spec.to, spec.name), name: `Rename constraint ${spec.name}` },
        ],
      },
    };
  },
};
