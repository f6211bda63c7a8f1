import { DomainError } from "#core/domain/domain-error.ts";
import type { VersionedAccess } from "#core/domain/plan-operation.ts";
import { durationMs } from "../../duration.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import type { ColumnRule, SpareNames } from "./column-rule.ts";
import type { PlanNames } from "./plan-names.ts";
import type { Input, Mapping, Place, PlacedNew, PlacedOld, PlacedRule, TableRules } from "./table-rules.ts";
import { triggerNames } from "./trigger-names.ts";

/** Functions take at most this many arguments. */
const MAX_ARGUMENTS = 100;

interface Placing {
  readonly table: OperationTable;
  readonly rules: readonly ColumnRule[];
  readonly context: OperationContext;
  readonly names: PlanNames;
  readonly access: VersionedAccess | null;
  /** Rules whose `up` answers differently each time. */
  readonly volatile: ReadonlySet<ColumnRule>;
}

/** Gives everything that the rules of a table need its name, and finds the columns that each expression reads. */
export async function placeRules(placing: Placing): Promise<TableRules> {
  const { table, rules, names, access } = placing;
  const spare = spareNames(table, rules, names);
  const placed: PlacedRule[] = [];
  for (const rule of rules) placed.push(await placeRule(rule, spare, placing));
  return {
    table,
    rules: inOrder(placed),
    spare,
    done: names.flag("done"),
    origin: access ? names.flag("from") : null,
    ...triggerNames(table, names),
    soak: longest(rules),
  };
}

function spareNames(table: OperationTable, rules: readonly ColumnRule[], names: PlanNames): SpareNames {
  const taken = new Set(table.columns.map((it) => it.name));
  return {
    new: Object.fromEntries(
      // Under its own name from the start where that is free, so that applications can use the table itself.
      rules.flatMap((rule) => rule.new.map(({ name }) => [name, taken.has(name) ? names.next("c") : name])),
    ),
    old: Object.fromEntries(rules.flatMap((rule) => rule.old.map(({ name }) => [name, names.next("o")]))),
    next: (kind) => names.next(`r${kind}`),
  };
}

async function placeRule(
  rule: ColumnRule,
  spare: SpareNames,
  { table, rules, context, names, volatile }: Placing,
): Promise<PlacedRule> {
  const typeOf = (name: string) => table.columns.find((it) => it.name === name)?.type ?? "text";
  const oldPlace = (name: string): Place => ({ now: name, after: spare.old[name] ?? name, type: typeOf(name) });
  const newPlace = ({ name, type }: { readonly name: string; readonly type: string }): Place => ({
    now: spare.new[name] ?? name,
    after: name,
    type,
  });
  const before: Input[] = table.columns.map(({ name }) => ({ ...oldPlace(name), parameter: name }));
  const gone = new Set(rules.flatMap((it) => it.old.map(({ name }) => name)));
  const after: Input[] = [
    ...rules.flatMap((it) => it.new.map((column) => ({ ...newPlace(column), parameter: column.name }))),
    ...before.filter(({ parameter }) => !gone.has(parameter)),
  ];
  const mapping = async (target: Place, expression: string, row: readonly Input[], kind: string): Promise<Mapping> => ({
    target,
    expression,
    functionName: names.function(kind),
    inputs: await inputsOf(expression, row, context),
  });
  const ups: Mapping[] = [];
  const downs: Mapping[] = [];
  for (const column of rule.new) ups.push(await mapping(newPlace(column), column.up, before, "up"));
  for (const { name, down } of rule.old) {
    if (down !== null) downs.push(await mapping(oldPlace(name), down, after, "down"));
  }
  const own = new Set(rule.old.map(({ name }) => name));
  const aside = ups.flatMap(({ inputs }) => inputs).filter((it) => !own.has(it.parameter));
  return {
    rule,
    old: rule.old.map(
      (column): PlacedOld => ({
        column,
        place: oldPlace(column.name),
        default: table.columns.find((it) => it.name === column.name)?.default ?? null,
      }),
    ),
    new: rule.new.map((column): PlacedNew => ({ column, place: newPlace(column) })),
    ups,
    downs,
    aside: aside.filter((it, index) => aside.findIndex((other) => other.now === it.now) === index),
    volatile: volatile.has(rule),
  };
}

async function inputsOf(
  expression: string,
  row: readonly Input[],
  { sql }: Pick<OperationContext, "sql">,
): Promise<readonly Input[]> {
  const named = new Set(await sql.columnsOf(expression));
  const inputs = row.filter(({ parameter }) => named.has(parameter));
  const unknown = [...named].find((name) => !row.some(({ parameter }) => parameter === name));
  if (unknown !== undefined) {
    throw new DomainError(
      "invalid-plan",
      `The expression \`${expression}\` names ${unknown}, which is no column on its side. It may name: ${row.map((it) => it.parameter).join(", ")}.`,
    );
  }
  if (inputs.length > MAX_ARGUMENTS) {
    throw new DomainError(
      "invalid-plan",
      `The expression \`${expression}\` names ${inputs.length} columns; a function takes ${MAX_ARGUMENTS}. Compute it from fewer.`,
    );
  }
  return inputs;
}

/** A rule that reads an old column of another comes after it: that column must have its new value by then. */
function inOrder(rules: readonly PlacedRule[]): readonly PlacedRule[] {
  const reads = (one: PlacedRule, other: PlacedRule) =>
    one !== other && one.aside.some(({ now }) => other.old.some(({ place }) => place.now === now));
  const left = [...rules];
  const ordered: PlacedRule[] = [];
  while (left.length > 0) {
    const free = left.findIndex((rule) => !left.some((other) => reads(rule, other)));
    ordered.push(...left.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

const longest = (rules: readonly ColumnRule[]): string | null =>
  rules
    .flatMap((rule) => (rule.old.length > 0 && rule.soak !== null ? [rule.soak] : []))
    .toSorted((a, b) => durationMs(b) - durationMs(a))[0] ?? null;
