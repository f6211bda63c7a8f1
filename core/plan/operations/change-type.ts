import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { columnOf } from "./facts/column-of.ts";
import type { Operation, OperationContext } from "./operation.ts";
import type { ColumnRule } from "./rules/column-rule.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { refuseFixedColumn } from "./rules/refuse-fixed-column.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";
import { type TypeChange, typeInPlace } from "./twins/type-in-place.ts";

/** Free where the values keep their form (reference: postgres.md, 1.3), else a second column with dual writes (2.1 D). */
export const changeType: Operation<"change-type"> = {
  name: "change-type",
  engines: ["postgresql"],
  title: "Change a column's type",
  summary:
    "The column gets another type, or other values, under the same name. Values that keep their form are not touched; otherwise a second column is filled beside it, kept in step by a trigger, and takes its place.",
  keywords: ["alter column", "type", "cast", "convert", "cents", "varchar", "timestamptz", "jsonb", "using"],
  locks:
    "Where values keep their form: ACCESS EXCLUSIVE on the table, on what reads the column and on tables tied by its foreign keys, for milliseconds. Otherwise: ACCESS EXCLUSIVE for milliseconds when the second column and its trigger are added, and when it takes the old one's place. Rows are filled in batches, indexes are built concurrently, constraints are validated without blocking writers.",
  undo: "Until the end of the soak the old column is kept in step, and gets its name back. A change that needed no copy is changed back, which may rewrite the table.",
  refusals: [
    {
      what: "The type that the column has already",
      instead: "Name another, or say with `up` what its values shall become",
    },
    {
      what: "A default that does not become a value of the new type, or whose values `up` changes",
      instead: "Say with `default` what the new one is, or `default: null` for none",
    },
    {
      what: "A column that foreign keys point to",
      instead: "An integer key with widen-key; otherwise drop the foreign key before, and add it after",
    },
    { what: "An identity column that becomes no integer", instead: "Drop the identity in a migration before" },
    ...RULE_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: { table: "orders", column: "amount", type: "bigint", up: "round(amount * 100)", down: "amount / 100.0" },
  label: ({ table, column }) => `change-type ${table}.${column}`,

  async expand(spec, context) {
    const table = await context.catalog.table(spec.table);
    const column = columnOf(table, spec.column);
    const type = await context.catalog.typeName(spec.type);
    refuseFixedColumn(table, column, "Its type");
    if (spec.up === undefined && type === column.type) {
      throw new DomainError(
        "invalid-plan",
        `Column ${column.name} of ${table.ref.name} is ${type} already. Name another type, or say with \`up\` what its values shall become.`,
      );
    }
    const change = { table, column, type, collation: isCollatable(type) ? column.collation : null };
    const keepsValues = spec.up === undefined && spec.default === undefined;
    const inPlace = keepsValues ? await typeInPlace(change, changeType.label(spec), context) : null;
    return inPlace ?? { rules: [await ruleOf(spec, change, context)] };
  },
};

async function ruleOf(
  spec: OperationSpecs["change-type"],
  change: TypeChange,
  context: OperationContext,
): Promise<ColumnRule> {
  const { table, column, type, collation } = change;
  const name = context.sql.name(column.name);
  return {
    table,
    from: changeType.label(spec),
    old: [{ name: column.name, down: spec.down ?? `CAST(${name} AS ${column.type})` }],
    new: [
      {
        name: column.name,
        type,
        collation,
        up: spec.up ?? `CAST(${name} AS ${type})`,
        notNull: column.notNull,
        default: await defaultOf(spec, change, context),
        identity: column.identity,
        comment: column.comment,
        takesOver: column.name,
        generated: false,
      },
    ],
    soak: spec.soak ?? DEFAULT_SOAK,
  };
}

const isCollatable = (type: string): boolean => /^(?:text|character varying|character|varchar)\b/.test(type);

/** @throws DomainError `invalid-plan` where the old default does not become one of the new type. */
async function defaultOf(
  spec: OperationSpecs["change-type"],
  { table, column, type }: TypeChange,
  { catalog }: OperationContext,
): Promise<string | null> {
  if (spec.default !== undefined) return spec.default;
  if (column.default === null || column.generated) return null;
  if (spec.up !== undefined) {
    throw new DomainError(
      "invalid-plan",
      `Column ${column.name} of ${table.ref.name} has the default ${column.default}, and \`up\` says how values change: say with \`default\` what the new default is, or \`default: null\` for none.`,
    );
  }
  for (const value of [column.default, `CAST(${column.default} AS ${type})`]) {
    if (await isDefaultFor(value, { table, type }, catalog)) return value;
  }
  throw new DomainError(
    "invalid-plan",
    `The default ${column.default} of ${column.name} does not become a ${type}. Say with \`default\` what the new default is, or \`default: null\` for none.`,
  );
}

async function isDefaultFor(
  value: string,
  { table, type }: Pick<TypeChange, "table" | "type">,
  catalog: OperationContext["catalog"],
): Promise<boolean> {
  try {
    await catalog.isFastAddColumn(table, `"~sluice default" ${type} DEFAULT ${value}`);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
