import type { IndexStep, SqlStep, StepDocument } from "#core/domain/plan-document.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import { checkAttached } from "../indexes/check-attached.ts";
import { freeIndexName } from "../indexes/free-index-name.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { OperationContext } from "../operation.ts";

export interface NewKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** What stands after CREATE UNIQUE INDEX … ON table. */
  readonly index: string;
  readonly constraint: "UNIQUE" | "PRIMARY KEY";
  /** Of the constraint without an index that exists. */
  readonly definition: string;
  readonly deferrable: string;
  readonly suffix: "key" | "pkey";
  /** Statements that come before the constraint, and their mirrors. */
  readonly before?: { readonly sql: readonly string[]; readonly undo: readonly string[] } | undefined;
}

const BINDS_ALREADY = [
  {
    rule: "out-of-phase",
    reason: "The index has bound writers since it was built: this only names it",
  },
];

const PROVED = [{ rule: "out-of-phase", reason: "The proof has bound writers since it was added: this only says so" }];

/** A unique index built without blocking, and the constraint on it: on each partition where there are some, then on their parent. */
export async function keySteps(
  key: NewKey,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  if (table.kind === "partitioned") return await partitionedKeySteps(key, table, context);
  return [build(key, table, key.name, context), put(key, table, key.name, context, key.before)];
}

const build = (key: NewKey, table: OperationTable, name: string, { sql }: OperationContext): IndexStep => ({
  index: `CREATE UNIQUE INDEX ${sql.name(name)} ON ${sql.table(table.ref)} ${key.index}`,
  // The index goes with the constraint when that is undone.
  undo: `DROP INDEX IF EXISTS ${sql.table({ schema: table.ref.schema, name })}`,
  name: `Build ${name} without blocking`,
});

/** Undone, the index goes with the constraint; the undo of its build then finds nothing to do. */
function put(
  key: NewKey,
  table: OperationTable,
  name: string,
  { sql }: OperationContext,
  before?: NewKey["before"],
): SqlStep {
  const alter = `ALTER TABLE ${sql.table(table.ref)}`;
  return {
    sql: [
      ...(before?.sql ?? []),
      `${alter} ADD CONSTRAINT ${sql.name(name)} ${key.constraint} USING INDEX ${sql.name(name)}${key.deferrable}`,
    ].join(";\n"),
    undo: [`${alter} DROP CONSTRAINT IF EXISTS ${sql.name(name)}`, ...(before?.undo ?? [])].join(";\n"),
    name: `Make ${name} a constraint`,
    ignore: BINDS_ALREADY,
  };
}

async function partitionedKeySteps(
  key: NewKey,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { catalog, sql } = context;
  const parts = (await partitionsOf(table, catalog)).map((part) => ({
    part,
    name: freeIndexName(part, key.suffix === "pkey" ? [] : key.columns, key.suffix),
  }));
  const all = [{ part: table, name: key.name }, ...parts];
  const parents = all.filter(({ part }) => part.kind === "partitioned");
  const leaves = all.filter(({ part }) => part.kind !== "partitioned");
  const index = (it: { readonly part: OperationTable; readonly name: string }) =>
    sql.table({ schema: it.part.ref.schema, name: it.name });
  const parentOf = (part: OperationTable) =>
    parents.find((it) =>
      part.parents.some((above) => above.name === it.part.ref.name && above.schema === it.part.ref.schema),
    );
  return [
    ...leaves.map(({ part, name }) => build(key, part, name, context)),
    ...(key.before && key.before.sql.length > 0
      ? [
          {
            sql: key.before.sql.join(";\n"),
            undo: key.before.undo.join(";\n"),
            name: `Prepare ${table.ref.name} for its key`,
            ignore: PROVED,
          },
        ]
      : []),
    ...leaves.map(({ part, name }) => put(key, part, name, context)),
    {
      sql: [
        ...parents.map(
          ({ part, name }) =>
            `ALTER TABLE ONLY ${sql.table(part.ref)} ADD CONSTRAINT ${sql.name(name)} ${key.definition}${key.deferrable}`,
        ),
        ...parts.toReversed().flatMap((it) => {
          const above = parentOf(it.part);
          return above ? [`ALTER INDEX ${index(above)} ATTACH PARTITION ${index(it)}`] : [];
        }),
      ].join(";\n"),
      undo: `ALTER TABLE ${sql.table(table.ref)} DROP CONSTRAINT ${sql.name(key.name)}`,
      name: `Put ${key.name} on ${table.ref.name}, over those of its partitions`,
      ignore: [
        ...(key.suffix === "pkey" ? BINDS_ALREADY : []),
        {
          rule: key.suffix === "pkey" ? "primary-key-builds-index" : "unique-builds-index",
          reason: "ON ONLY the parent there is nothing to build: the indexes of its partitions are attached",
        },
      ],
    },
    checkAttached({ schema: table.ref.schema, name: key.name }, sql),
  ];
}
