import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "../introspector.ts";
import { partsOf, tableOf } from "./postgres-name-uses.ts";
import { type Range, rangesOf } from "./postgres-query-ranges.ts";
import { type Edit, withNames } from "./postgres-rename-columns.ts";
import { isNode, listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { parseSql, SqlText } from "./postgres-text.ts";
import { updateOfEdits } from "./postgres-update-of.ts";

type Names = Readonly<Record<string, string>>;
/** What the names of a query level may mean, the innermost level first. */
type Scopes = readonly (readonly Range[])[];

/**
 * A query (or a rule, or a function with an SQL body) with other names for columns of one table, whose output keeps its names.
 * @throws DomainError `unsupported` where it cannot be told whose a name is.
 */
export async function renameInQuery(query: string, table: Required<TableRef>, names: Names): Promise<string> {
  const statements = await parseSql(new SqlText(query));
  const renamer = new Renamer(table, names);
  for (const { kind, body } of statements) renamer.visit({ [kind]: body }, []);
  const listed = statements.some(({ kind }) => kind === "CreateTrigStmt") ? await updateOfEdits(query, names) : [];
  return await withNames(query, [...renamer.edits, ...listed]);
}

class Renamer {
  readonly edits: Edit[] = [];
  readonly #table: Required<TableRef>;
  readonly #names: Names;

  constructor(table: Required<TableRef>, names: Names) {
    this.#table = table;
    this.#names = names;
  }

  visit(value: unknown, scopes: Scopes): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, scopes);
      return;
    }
    if (!isNode(value)) return;
    for (const [key, child] of Object.entries(value)) {
      if (isNode(child)) this.#enter(key, child, scopes);
      else this.visit(child, scopes);
    }
  }

  #enter(key: string, node: Node, scopes: Scopes): void {
    if (key === "SelectStmt") this.#select(node, scopes);
    else if (WRITES.has(key)) this.#write(node, scopes);
    else if (key === "ColumnRef") this.#reference(node, scopes, false);
    else if (key === "RuleStmt" || key === "CreateTrigStmt") this.#rule(node, scopes);
    else {
      if (key === "JoinExpr") this.#refuseUsing(node);
      this.visit(node, scopes);
    }
  }

  #select(node: Node, outer: Scopes): void {
    this.visit(node.withClause, outer);
    const [left, right] = [nodeOf(node, "larg"), nodeOf(node, "rarg")];
    if (left && right) {
      this.#select(left, outer);
      this.#select(right, outer);
      return;
    }
    const scopes: Scopes = [this.#ranges(listOf(node, "fromClause")), ...outer];
    this.#outputs(listOf(node, "targetList"), scopes);
    const { targetList: _, withClause: __, ...others } = node;
    this.visit(others, scopes);
  }

  #write(node: Node, outer: Scopes): void {
    const from = [...listOf(node, "fromClause"), ...listOf(node, "usingClause")];
    const ranges = this.#ranges([{ RangeVar: node.relation }, ...from]);
    const scopes: Scopes = [ranges, ...outer];
    const isOurs = this.#isTable(tableOf(node.relation));
    for (const key of ["cols", "targetList"]) {
      for (const target of listOf(node, key)) this.#assigned(nodeOf(target, "ResTarget"), isOurs, scopes);
    }
    this.#outputs([...listOf(node, "returningList"), ...listOf(nodeOf(node, "returningClause"), "exprs")], scopes);
    const { cols: _, targetList: __, returningList: ___, returningClause: ____, ...others } = node;
    this.visit(others, scopes);
  }

  /** Columns that are named by their position would be others once one of them has another place. */
  #ranges(from: readonly unknown[]): readonly Range[] {
    const ranges = rangesOf(from, this.#table);
    const listed = ranges.find(({ isTable, hasColumnNames }) => isTable && hasColumnNames);
    if (listed) throw this.#cannotTell(`columns of ${listed.name} by their position`);
    return ranges;
  }

  #assigned(target: Node | null, isOurs: boolean, scopes: Scopes): void {
    const name = textOf(target, "name");
    const to = isOurs && name !== null ? this.#names[name] : undefined;
    if (to !== undefined && to !== name) this.edits.push({ location: Number(target?.location ?? 0), last: 1, to });
    this.visit(target?.val, scopes);
  }

  /** OLD and NEW are rows of the relation that a rule or trigger is of. */
  #rule(node: Node, outer: Scopes): void {
    const table = this.#isTable(tableOf(node.relation));
    const ranges = ["old", "new"].map((name): Range => ({ name, schema: null, isTable: table, hasColumnNames: false }));
    this.visit(node.whereClause, [ranges, ...outer]);
    this.visit(node.whenClause, [ranges, ...outer]);
    this.visit(node.actions, [ranges, ...outer]);
  }

  /** An output column that has no name of its own is called after the reference: the old name is said. */
  #outputs(targets: readonly unknown[], scopes: Scopes): void {
    for (const target of targets) {
      const item = nodeOf(target, "ResTarget");
      const reference = nodeOf(nodeOf(item, "val"), "ColumnRef");
      if (reference) this.#reference(reference, scopes, textOf(item, "name") === null);
      else this.visit(item?.val, scopes);
    }
  }

  #reference(node: Node, scopes: Scopes, isOutput: boolean): void {
    const fields = listOf(node, "fields");
    const parts = partsOf(fields);
    const [column, qualifier, schema] = parts.toReversed();
    if (parts.length !== fields.length || column === undefined) {
      this.#refuseStar(parts, scopes);
      return;
    }
    const to = Object.hasOwn(this.#names, column) ? this.#names[column] : undefined;
    if (to === undefined || !this.#isOurs(column, { qualifier, schema }, scopes)) return;
    if (to === column) return;
    const as = isOutput ? column : undefined;
    this.edits.push({ location: Number(node.location ?? 0), last: fields.length, to, as });
  }

  #isOurs(
    column: string,
    { qualifier, schema }: { readonly qualifier: string | undefined; readonly schema: string | undefined },
    scopes: Scopes,
  ): boolean {
    if (qualifier !== undefined) {
      const named = scopes.flat().find((it) => it.name === qualifier && (schema === undefined || it.schema === schema));
      return named?.isTable === true;
    }
    const level = scopes.findIndex((ranges) => ranges.length > 0);
    const [only, ...others] = scopes[level] ?? [];
    const mayBe = scopes.flat().some(({ isTable }) => isTable);
    if (!mayBe) return false;
    if (only?.isTable !== true || others.length > 0) throw this.#cannotTell(column);
    return true;
  }

  #refuseStar(parts: readonly string[], scopes: Scopes): void {
    const [qualifier] = parts;
    const ranges = qualifier === undefined ? (scopes[0] ?? []) : scopes.flat().filter(({ name }) => name === qualifier);
    if (ranges.some(({ isTable }) => isTable))
      throw this.#cannotTell(`${qualifier === undefined ? "" : `${qualifier}.`}*`);
  }

  /** The column must have the same name on both sides. */
  #refuseUsing(join: Node): void {
    const using = partsOf(listOf(join, "usingClause"));
    const renamed = using.find((name) => (this.#names[name] ?? name) !== name);
    const isOurs = rangesOf([join.larg, join.rarg], this.#table).some(({ isTable }) => isTable);
    if (isOurs && (renamed !== undefined || (using.length > 0 && join.alias)))
      throw this.#cannotTell(renamed ?? "USING");
  }

  #cannotTell(name: string): DomainError {
    return new DomainError(
      "unsupported",
      `A query names ${name}, and it cannot be told safely which column of ${this.#table.schema}.${this.#table.name} that is. Write its columns with their table's name and without USING or a list of column names, then try again.`,
    );
  }

  #isTable = (ref: TableRef | null): boolean =>
    ref?.name === this.#table.name && (ref.schema === undefined || ref.schema === this.#table.schema);
}

const WRITES = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);
