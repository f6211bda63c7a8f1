import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import type { OperationContext } from "../operation.ts";
import type { ColumnRule } from "./column-rule.ts";
import { DEFAULT_SOAK } from "./default-soak.ts";
import type { TypeChange } from "./type-change-of.ts";

interface Replacing {
  readonly change: TypeChange;
  /** Of the new column. */
  readonly name: string;
  readonly from: string;
}

/** A second column of another type that takes the place of the first, also under another name (reference: postgres.md, 2.1 D). */
export async function typeChangeRule(
  spec: OperationSpecs["change-type"],
  { change, name, from }: Replacing,
  context: OperationContext,
): Promise<ColumnRule> {
  const { table, column, type, collation } = change;
  const { sql } = context;
  return {
    table,
    from,
    old: [{ name: column.name, down: spec.down ?? `CAST(${sql.name(name)} AS ${column.type})` }],
    new: [
      {
        name,
        type,
        collation,
        up: spec.up ?? `CAST(${sql.name(column.name)} AS ${type})`,
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
