import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { ColumnRule } from "./column-rule.ts";

/** @throws DomainError where rules cannot be carried out, alone or together, with what to do instead. */
export function checkRules(rules: readonly ColumnRule[]): void {
  for (const { table, from } of rules) refuseTable(table, from);
  for (const [index, rule] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      if (rule.table.oid === other.table.oid) refuseTogether(rule, other);
    }
  }
}

function refuseTable(table: OperationTable, from: string): void {
  const { name } = table.ref;
  const reason = reasonAgainst(table);
  if (reason === null) return;
  throw new DomainError("unsupported", `${from}: ${name} ${reason} Nothing was changed.`);
}

function reasonAgainst({ kind, persistence, typed, parents, inheritors, others }: OperationTable): string | null {
  if (kind !== "table" && kind !== "partitioned")
    return `is a ${kind.replace("-", " ")}: dual writes need triggers of a table. Change the table behind it.`;
  if (persistence === "temporary") return "is a temporary table: it goes with its session. Change what makes it.";
  if (typed) return "is a typed table: its columns are those of its type. Change the type.";
  const [parent] = parents;
  if (parent) return `is a part of ${parent.name}: its columns are those of the parent. Change the parent.`;
  const [child] = inheritors;
  if (child)
    return `has tables that inherit from it (${child.name}, …): no key orders the rows of all. Make it a partitioned table first.`;
  const whole = others.find((it) => it.kind === "row-type");
  if (whole)
    return `is used as a type by ${whole.what}: the server refuses to add a column with a default to it. Change that first.`;
  return null;
}

function refuseTogether(one: ColumnRule, other: ColumnRule): void {
  const shared = one.old.find(({ name }) => other.old.some((it) => it.name === name));
  if (shared) {
    throw new DomainError(
      "invalid-plan",
      `${one.from} and ${other.from} both replace the column ${shared.name}. Make one migration of the first, and another after it; or write one of them with the final name and type.`,
    );
  }
  const made = one.new.find(({ name }) => other.new.some((it) => it.name === name));
  if (made) {
    throw new DomainError(
      "invalid-plan",
      `${one.from} and ${other.from} both make the column ${made.name}. Give one of them another name.`,
    );
  }
}
