import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import { indexOf } from "./indexes/index-of.ts";
import { partitionsOf } from "./indexes/partitions-of.ts";
import type { Operation, OperationSql } from "./operation.ts";

/** Catalog only. A partitioned table's own identity counts for nothing: that of each partition is set. */
export const setReplicaIdentity: Operation<"set-replica-identity"> = {
  name: "set-replica-identity",
  engines: ["postgresql"],
  title: "Set the replica identity",
  summary:
    "Which columns of the old row UPDATE and DELETE log for subscribers: the key, an index, the whole row or none.",
  keywords: ["replica identity", "logical replication", "publication", "cdc"],
  locks: "ACCESS EXCLUSIVE on the table (each partition) for milliseconds: the catalog only, no row is read.",
  undo: "The identity that was there before is set again.",
  refusals: [
    {
      what: "`nothing` for a published table: its UPDATEs and DELETEs would fail",
      instead: "Take the table out of the publication first",
    },
    {
      what: "An index that is not unique, valid and over NOT NULL columns, or of a partitioned table",
      instead: "Make one, or take `full`; a partitioned table has none of its own",
    },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", identity: "full" },
  label: ({ table }) => `set-replica-identity ${table}`,

  async expand({ table: name, identity }, { catalog, sql }) {
    const table = await catalog.table(name);
    assertPlainTable(table);
    const tables = [table, ...(await partitionsOf(table, catalog))];
    if (typeof identity === "object") assertIndexServes(table, identity.index);
    if (identity === "nothing" && table.publications.length > 0) {
      const [publication] = table.publications;
      throw new DomainError(
        "unsupported",
        `${table.ref.name} is in publication ${publication?.name}: without an identity its UPDATEs and DELETEs would fail. Nothing was changed. Take the table out of the publication first.`,
      );
    }
    return {
      steps: {
        expand: [
          {
            sql: tables.map((it) => alter(it, identity, sql)).join(";\n"),
            undo: tables.map((it) => alter(it, identityOf(it), sql)).join(";\n"),
            name: `Set the replica identity of ${table.ref.name}`,
            ...(identity === "full"
              ? { ignore: [{ rule: "replica-identity-change", reason: "The whole old row is what was asked for" }] }
              : {}),
          },
        ],
      },
      notes:
        identity === "full"
          ? [
              `Every UPDATE and DELETE of ${table.ref.name} logs the whole old row from now on, and subscribers search by it.`,
            ]
          : [],
    };
  },
};

type Identity = OperationSpecs["set-replica-identity"]["identity"];

const alter = (table: OperationTable, identity: Identity, sql: OperationSql): string =>
  `ALTER TABLE ${sql.table(table.ref)} REPLICA IDENTITY ${
    typeof identity === "object" ? `USING INDEX ${sql.name(identity.index)}` : identity.toUpperCase()
  }`;

function identityOf({ replicaIdentity, indexes }: OperationTable): Identity {
  if (replicaIdentity !== "index") return replicaIdentity;
  const index = indexes.find((it) => it.replicaIdentity);
  // The index is gone: the server then logs nothing, and says so.
  return index ? { index: index.ref.name } : "nothing";
}

function assertIndexServes(table: OperationTable, name: string): void {
  const why = whyNot(table, name);
  if (!why) return;
  throw new DomainError(
    "unsupported",
    `Index ${name} of ${table.ref.name} cannot be the replica identity: ${why}. Nothing was changed. It must be unique over NOT NULL columns; otherwise take \`full\`.`,
  );
}

function whyNot(table: OperationTable, name: string): string | null {
  if (table.kind === "partitioned") return "each partition has an index of its own, so name the partitions' default";
  const index = indexOf(table, name);
  const constraint = table.constraints.find((it) => it.name === index.constraint);
  const nullable = index.keys.find(({ column }) => column !== null && !columnOf(table, column).notNull);
  if (!index.valid) return "it is not valid";
  if (!index.unique) return "it is not unique";
  if (index.where !== null) return "it is partial";
  if (constraint && constraint.deferrable !== null) return "its constraint is deferrable";
  if (index.keys.some(({ column }) => column === null)) return "it is over an expression";
  return nullable ? `column ${nullable.column} may be NULL` : null;
}
