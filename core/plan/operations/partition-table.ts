import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { copiedTable } from "./copies/copied-table.ts";
import { COPY_REFUSALS } from "./copies/copy-refusals.ts";
import { copySteps } from "./copies/copy-steps.ts";
import { isOn } from "./copies/is-on.ts";
import { quietCopy } from "./copies/quiet-copy.ts";
import type { CopyShape } from "./copies/table-copy.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import type { Operation, OperationContext } from "./operation.ts";

type Spec = OperationSpecs["partition-table"];

/** Reference: postgres.md, 2.1 P and T: every row goes to the partition that it belongs to. */
export const partitionTable: Operation<"partition-table"> = {
  name: "partition-table",
  engines: ["postgresql"],
  title: "Partition a table",
  summary:
    "The table becomes a partitioned one by range, list or hash; its rows go to the partitions named, all others to a default partition.",
  keywords: ["partition by", "range", "list", "hash", "declarative partitioning", "split a large table"],
  locks:
    "SHARE ROW EXCLUSIVE and ACCESS EXCLUSIVE on the table for milliseconds to add a column and triggers; rows are copied in batches. The swap takes ACCESS EXCLUSIVE on the table for milliseconds.",
  undo: "Until the soak ends the old table is kept in step; a rollback puts it back. The end of the soak drops it: the point of no return.",
  refusals: [
    {
      what: "A partition column that may be NULL, or is generated",
      instead: "Make it NOT NULL first (set-not-null); take another",
    },
    {
      what: "A unique key without the partition column",
      instead: "Drop it, add the column to it, or partition by one of its columns",
    },
    {
      what: "A foreign key that points to a key without the partition column",
      instead: "Drop it, add the column to it, or partition by hash of the key it points to",
    },
    {
      what: "A foreign key that is not validated, or before PostgreSQL 18 one to the table itself",
      instead: "Validate it; drop it first",
    },
    {
      what: "An unlogged table, a NO INHERIT check, or an index as replica identity",
      instead: "Make it logged; let the check be inherited; set the identity to default or full",
    },
    ...COPY_REFUSALS,
  ],
  example: {
    table: "measurement",
    by: "range",
    column: "taken_at",
    partitions: [
      { name: "measurement_2026", values: "FROM ('2026-01-01') TO ('2027-01-01')" },
      { name: "measurement_2027", values: "FROM ('2027-01-01') TO ('2028-01-01')" },
    ],
    soak: "1d",
  },
  label: ({ table, by, column }) => `partition-table ${table} by ${by} of ${column}`,

  async expand(spec, context) {
    const table = await context.catalog.table(spec.table);
    refuse(table, spec, context.version);
    const shape = shapeOf(table, spec, context);
    for (const { name } of shape.partitions) await refuseTaken(table, name, context);
    const copy = copiedTable(table, shape, { tag: context.tag, label: partitionTable.label(spec) });
    const fill = await quietCopy(copy, context);
    const steps = await copySteps(copy, fill, context, spec.soak);
    return { steps, notes: [...notesOf(table, spec, context), ...fill.notes] };
  },
};

function shapeOf({ ref }: OperationTable, { by, column, partitions }: Spec, { sql }: OperationContext): CopyShape {
  const named = partitions.map(({ name, values }) => ({ name, bound: `FOR VALUES ${values}` }));
  const rest = by === "hash" ? [] : [{ name: restOf(ref.name), bound: "DEFAULT" }];
  return {
    partitionBy: `${by.toUpperCase()} (${sql.name(column)})`,
    partitions: [...named, ...rest],
    partitionColumn: column,
    added: [],
  };
}

const DEFAULT = "_default";
const MOST_BYTES = 63;

/** A name takes 63 bytes, whatever its letters are. */
function restOf(table: string): string {
  let stem = table;
  while (Buffer.byteLength(stem + DEFAULT) > MOST_BYTES) stem = [...stem].slice(0, -1).join("");
  return stem + DEFAULT;
}

function refuse(table: OperationTable, { column: name, by, partitions }: Spec, version: number): void {
  const column = columnOf(table, name);
  const no = (why: string): never => {
    throw new DomainError(
      "unsupported",
      `${table.ref.name} cannot be partitioned by ${name}: ${why} Nothing was changed.`,
    );
  };
  if (by === "hash" && partitions.length === 0) no("hash partitions must be named, one for each remainder.");
  if (!column.notNull) no("the column may be NULL, and a key must hold it. Make it NOT NULL first (set-not-null).");
  if (column.generated) no("it is generated.");
  if (table.persistence === "unlogged") no("it is unlogged, and partitioned tables are not.");
  const self = table.constraints.find((it) => isOn(table, it));
  if (self && version < UNCHECKED_KEYS_SINCE)
    no(
      `its foreign key ${self.name} refers to itself, and before PostgreSQL 18 that could not be added without a scan. Drop it first.`,
    );
  const pointing = [...table.incoming, ...(self ? [self] : [])].find((it) => !it.references?.columns.includes(name));
  if (pointing)
    no(
      `the foreign key ${pointing.name} of ${pointing.table.name} refers to a key without ${name}, which a partitioned table cannot have. Drop it first, add ${name} to it, or partition by hash of the key it refers to.`,
    );
  const open = table.constraints.find((it) => it.kind === "foreign-key" && !it.validated);
  if (open) no(`its foreign key ${open.name} is not validated. Validate it first.`);
  const local = table.constraints.find((it) => it.noInherit && it.kind === "check");
  if (local) no(`its check ${local.name} is NO INHERIT. Make it one that partitions inherit.`);
  if (table.replicaIdentity === "index") no("its replica identity is an index. Set it to default or full first.");
}

/** NOT VALID foreign keys of partitioned tables. */
const UNCHECKED_KEYS_SINCE = 180_000;

async function refuseTaken({ ref }: OperationTable, name: string, { catalog }: OperationContext): Promise<void> {
  if ((await catalog.find({ ...ref, name })) === null) return;
  throw new DomainError("invalid-plan", `There is a table ${name} already: give the partition another name.`);
}

const IDENTITY_SINCE = 170_000;

const notesOf = (table: OperationTable, { by }: Spec, { version }: OperationContext): readonly string[] => [
  "The primary key takes in the partition column: ON CONFLICT on the key alone finds no index any more, and a key alone may come twice.",
  ...(by === "hash" ? [] : [`Rows of no named partition go to ${restOf(table.ref.name)}.`]),
  ...(version < IDENTITY_SINCE && table.columns.some(({ identity }) => identity !== null)
    ? ["Before PostgreSQL 17 a partitioned table has no identity: the column gets its sequence as default."]
    : []),
];
