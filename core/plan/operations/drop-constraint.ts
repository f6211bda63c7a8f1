import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import type { OperationConstraint, OperationTable } from "./facts/table-facts.ts";
import { constraintOf } from "./keys/constraint-of.ts";
import { foreignKeyAway } from "./keys/foreign-key-away.ts";
import { keyAway } from "./keys/key-away.ts";
import type { Operation, OperationSql } from "./operation.ts";

/** At contract (reference: postgres.md, 2.1 M): the release that runs now may rely on it. */
export const dropConstraint: Operation<"drop-constraint"> = {
  name: "drop-constraint",
  engines: ["postgresql"],
  title: "Drop a constraint",
  summary: "Takes a check, a foreign key, a unique or primary key or an exclusion constraint away.",
  keywords: ["drop", "constraint", "check", "foreign key", "unique", "primary key", "exclusion"],
  locks:
    "ACCESS EXCLUSIVE on the table, for a foreign key on both tables in an order that cannot deadlock, for milliseconds: no row is read.",
  undo: "A check or foreign key binds new rows again and is proved while writers go on; a key's index is built again without blocking.",
  refusals: [
    { what: "A key that a foreign key points to", instead: "Drop that foreign key first, in a migration of its own" },
    {
      what: "A key that is the replica identity of a published table",
      instead: "Give the table another one first (set-replica-identity)",
    },
    { what: "A constraint that belongs to a parent", instead: "Drop it there" },
    { what: "A NOT NULL constraint (PostgreSQL 18)", instead: "Use drop-not-null" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "orders", name: "orders_customer_id_fkey" },
  label: ({ table, name }) => `drop-constraint ${table}.${name}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    assertNotOfColumn(table, spec.name);
    const constraint = constraintOf(table, spec.name);
    assertNobodyNeeds(table, constraint);
    const steps: readonly StepDocument[] =
      constraint.kind === "foreign-key"
        ? await foreignKeyAway(constraint, table, context)
        : constraint.kind === "check"
          ? checkAway(constraint, sql)
          : constraint.kind === "exclusion"
            ? [exclusionAway(constraint, sql)]
            : await keyAway(constraint, table, context);
    return {
      steps: {
        cutover: [{ gate: { ask: `Does no release rely on ${constraint.name} of ${table.ref.name} any more?` } }],
        contract: steps,
      },
      notes: notesOn(table, constraint),
    };
  },
};

function assertNotOfColumn(table: OperationTable, name: string): void {
  const column = table.columns.find(({ notNullName }) => notNullName === name);
  if (!column) return;
  throw new DomainError(
    "invalid-plan",
    `Constraint ${name} is the NOT NULL of ${column.name}. Nothing was changed. Use drop-not-null.`,
  );
}

function assertNobodyNeeds(table: OperationTable, { name, index, inherited }: OperationConstraint): void {
  const refuse = (why: string, instead: string): never => {
    throw new DomainError("unsupported", `${name} of ${table.ref.name} ${why}. Nothing was changed. ${instead}`);
  };
  if (inherited) refuse("belongs to a parent", "Drop it there.");
  if (!index) return;
  const user = table.incoming.find((it) => it.references?.index?.name === index.name);
  if (user)
    refuse(
      `is what foreign key ${user.name} of ${user.table.name} points to`,
      "Drop that first, in a migration of its own.",
    );
  const own = table.indexes.find((it) => it.ref.name === index.name);
  if (own?.replicaIdentity || (own?.primary && table.replicaIdentity === "default" && table.publications.length > 0))
    refuse(
      "is how subscribers find a row: without it UPDATE and DELETE would fail",
      "Give the table another replica identity first, with set-replica-identity.",
    );
}

/** The step in front changes nothing; its undo, which comes last, proves the check again. */
function checkAway(check: OperationConstraint, sql: OperationSql): readonly StepDocument[] {
  const alter = `ALTER TABLE ${sql.table(check.table)}`;
  const name = sql.name(check.name);
  const isProved = check.validated && check.enforced;
  const described =
    check.comment === null
      ? ""
      : `;\nCOMMENT ON CONSTRAINT ${name} ON ${sql.table(check.table)} IS ${sql.text(check.comment)}`;
  const validate = `${alter} VALIDATE CONSTRAINT ${name}`;
  return [
    ...(isProved
      ? [{ sql: validate, undo: validate, name: `Make sure that ${check.name} is proved; its undo proves it again` }]
      : []),
    {
      sql: `${alter} DROP CONSTRAINT ${name}`,
      undo: `${alter} ADD CONSTRAINT ${name} ${check.definition}${isProved ? " NOT VALID" : ""}${described}`,
      name: `Drop check ${check.name}`,
    },
  ];
}

function exclusionAway(constraint: OperationConstraint, sql: OperationSql): StepDocument {
  const alter = `ALTER TABLE ${sql.table(constraint.table)}`;
  const name = sql.name(constraint.name);
  const described =
    constraint.comment === null
      ? ""
      : `;\nCOMMENT ON CONSTRAINT ${name} ON ${sql.table(constraint.table)} IS ${sql.text(constraint.comment)}`;
  return {
    sql: `${alter} DROP CONSTRAINT ${name}`,
    undo: `${alter} ADD CONSTRAINT ${name} ${constraint.definition}${described}`,
    name: `Drop exclusion constraint ${constraint.name}`,
  };
}

function notesOn(table: OperationTable, { name, kind, index }: OperationConstraint): readonly string[] {
  if (kind === "exclusion")
    return [
      `A rollback after ${name} is dropped builds it again while writers of ${table.ref.name} wait: PostgreSQL has no other way.`,
    ];
  return index
    ? [`The index of ${name} goes with it. Where queries need it, create a plain index first, with create-index.`]
    : [];
}
