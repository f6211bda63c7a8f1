import {
  namesOneOf,
  outputsOf,
  type ReachedColumn,
  type Scope,
  type Surroundings,
  scopeOf,
} from "./postgres-access-scope.ts";
import { isNode, listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

export interface ColumnAccess {
  reads: boolean;
  writes: boolean;
}

/** Statements that use rows, also inside of EXPLAIN, PREPARE, DECLARE or CREATE TABLE AS. Definitions use none. */
const USES_ROWS = new Set([
  "SelectStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CopyStmt",
  "ExplainStmt",
  "PrepareStmt",
  "DeclareCursorStmt",
  "CreateTableAsStmt",
  "RefreshMatViewStmt",
]);

/** Whether a statement reads or writes a column. `*` and a whole row read every column; in doubt it does. */
export function columnAccess({ kind, body }: { readonly kind: string; readonly body: Node }, asked: ReachedColumn) {
  const access: ColumnAccess = { reads: false, writes: false };
  if (USES_ROWS.has(kind)) new Visit(asked, access).entry(kind, body, { scopes: [], common: new Map() });
  return access;
}

const STATEMENTS = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt"]);

class Visit {
  readonly #asked: ReachedColumn;
  readonly #access: ColumnAccess;

  constructor(asked: ReachedColumn, access: ColumnAccess) {
    this.#asked = asked;
    this.#access = access;
  }

  entry(key: string, value: Node, around: Surroundings): void {
    if (STATEMENTS.has(key)) this.#statement(key, value, around);
    else if (key === "ColumnRef") this.#reference(value, around);
    else this.#inside(value, around);
  }

  #inside(value: unknown, around: Surroundings): void {
    if (Array.isArray(value)) for (const item of value) this.#inside(item, around);
    if (!isNode(value)) return;
    // A view by any name, such as that of REFRESH or of an item of FROM.
    if (namesOneOf(value, this.#asked.views, around)) this.#access.reads = true;
    for (const [key, child] of Object.entries(value)) {
      if (isNode(child)) this.entry(key, child, around);
      else this.#inside(child, around);
    }
  }

  #statement(kind: string, body: Node, outer: Surroundings): void {
    const around = this.#withCommon(body, outer);
    if (kind === "SelectStmt") this.#select(body, around);
    else this.#change(kind, body, around);
  }

  /** Each query of WITH sees those before it; itself only where it is recursive. */
  #withCommon(body: Node, outer: Surroundings): Surroundings {
    const clause = nodeOf(body, "withClause");
    const common = new Map(outer.common);
    for (const expression of wrappedIn(clause, "ctes", "CommonTableExpr")) {
      const name = textOf(expression, "ctename") ?? "";
      const query = nodeOf(expression, "ctequery");
      const outputs = outputsOf(nodeOf(query, "SelectStmt"));
      if (clause?.recursive === true) common.set(name, outputs);
      this.#inside(query, { scopes: outer.scopes, common: new Map(common) });
      common.set(name, outputs);
    }
    return { scopes: outer.scopes, common };
  }

  #select(body: Node, outer: Surroundings): void {
    for (const side of ["larg", "rarg"]) {
      const part = nodeOf(body, side);
      if (part) this.#statement("SelectStmt", part, outer);
    }
    const from = listOf(body, "fromClause");
    const inner = this.#enter(from, outer);
    for (const item of from) this.#from(item, inner, outer);
    const outputs = new Set(wrappedIn(body, "targetList", "ResTarget").flatMap((it) => textOf(it, "name") ?? []));
    for (const [key, value] of Object.entries(body)) {
      if (HANDLED.has(key)) continue;
      this.#inside(key === "sortClause" || key === "distinctClause" ? withoutOutputs(value, outputs) : value, inner);
    }
  }

  #enter(from: readonly unknown[], outer: Surroundings, own?: Scope): Surroundings {
    const scope = scopeOf(from, this.#asked, outer);
    const merged = own
      ? {
          targets: new Set([...own.targets, ...scope.targets]),
          others: new Set([...own.others, ...scope.others]),
          outputs: scope.outputs,
        }
      : scope;
    return { scopes: [merged, ...outer.scopes], common: outer.common };
  }

  /** A query in FROM sees its neighbours only where it is LATERAL. */
  #from(item: unknown, inner: Surroundings, outer: Surroundings): void {
    const join = nodeOf(item, "JoinExpr");
    if (join) {
      this.#from(join.larg, inner, outer);
      this.#from(join.rarg, inner, outer);
      const isJoinedBy = listOf(join, "usingClause").some((it) => stringOf(it) === this.#asked.column);
      const hasTarget = (inner.scopes[0]?.targets.size ?? 0) > 0;
      if (hasTarget && (isJoinedBy || join.isNatural === true)) this.#access.reads = true;
      this.#inside(join.quals, inner);
      return;
    }
    const query = nodeOf(item, "RangeSubselect");
    if (query) this.#inside(query.subquery, query.lateral === true ? inner : outer);
    else this.#inside(item, inner);
  }

  /** INSERT, UPDATE, DELETE, MERGE and COPY: they have one table that they are about. */
  #change(kind: string, body: Node, outer: Surroundings): void {
    const relation = nodeOf(body, "relation");
    const isTarget = namesOneOf(relation, this.#asked.relations, outer);
    if (namesOneOf(relation, this.#asked.views, outer)) this.#access.writes = true;
    if (isTarget) this.#changed(kind, body);
    const alias = textOf(nodeOf(relation, "alias"), "aliasname") ?? textOf(relation, "relname") ?? "";
    // RETURNING has the row before and after by these names.
    const names = new Set([alias, "old", "new"]);
    const own = { targets: isTarget ? names : new Set<string>(), others: isTarget ? new Set<string>() : names };
    const from = [...listOf(body, "fromClause"), ...listOf(body, "usingClause"), body.sourceRelation];
    const inner = this.#enter(from, outer, { ...own, outputs: new Set() });
    for (const item of from) this.#from(item, inner, outer);
    for (const [key, value] of Object.entries(body)) {
      if (HANDLED.has(key)) continue;
      this.#inside(value, key === "selectStmt" ? outer : inner);
    }
  }

  /** What is written by name, or all of it where no columns are named. */
  #changed(kind: string, body: Node): void {
    const { column } = this.#asked;
    const isNamed = (names: readonly (string | null)[]) => names.length === 0 || names.includes(column);
    const namesIn = (node: Node | null, key: string) =>
      wrappedIn(node, key, "ResTarget").map((it) => textOf(it, "name"));
    if (kind === "InsertStmt" && nodeOf(body, "selectStmt") && isNamed(namesIn(body, "cols")))
      this.#access.writes = true;
    if (kind === "CopyStmt" && isNamed(listOf(body, "attlist").map(stringOf)))
      this.#access[body.is_from === true ? "writes" : "reads"] = true;
    const conflict = nodeOf(body, "onConflictClause");
    const arbiters = wrappedIn(nodeOf(conflict, "infer"), "indexElems", "IndexElem");
    if (arbiters.some((it) => textOf(it, "name") === column)) this.#access.reads = true;
    const sets = [
      ...(kind === "UpdateStmt" ? namesIn(body, "targetList") : []),
      ...namesIn(conflict, "targetList"),
      ...wrappedIn(body, "mergeWhenClauses", "MergeWhenClause").flatMap((it) => mergedNames(it, column)),
    ];
    if (sets.includes(column)) this.#access.writes = true;
  }

  #reference(reference: Node, { scopes }: Surroundings): void {
    const fields = listOf(reference, "fields");
    const names = fields.flatMap((it) => stringOf(it) ?? []);
    const isStar = names.length < fields.length;
    const isUsed = isStar ? this.#isStarOfTarget(names, scopes) : this.#isColumn(names, scopes);
    if (isUsed) this.#access.reads = true;
  }

  #isStarOfTarget(qualifier: readonly string[], scopes: readonly Scope[]): boolean {
    return qualifier.length === 0 ? (scopes[0]?.targets.size ?? 0) > 0 : this.#isTarget(qualifier, scopes);
  }

  #isColumn(names: readonly string[], scopes: readonly Scope[]): boolean {
    const [first = ""] = names;
    if (names.length === 1) return this.#isBare(first, scopes);
    return names.at(-1) === this.#asked.column && this.#isTarget(names.slice(0, -1), scopes);
  }

  /** `lat`, or the name of the table, which is its whole row. */
  #isBare(name: string, scopes: readonly Scope[]): boolean {
    for (const { targets, others, outputs } of scopes) {
      if (targets.has(name)) return true;
      if (others.has(name) || outputs.has(name)) return false;
      if (name === this.#asked.column && targets.size > 0) return true;
    }
    return false;
  }

  #isTarget(qualifier: readonly string[], scopes: readonly Scope[]): boolean {
    const [name = "", schema] = qualifier.toReversed();
    if (schema !== undefined) return this.#asked.relations.some((it) => it.name === name && it.schema === schema);
    const scope = scopes.find(({ targets, others }) => targets.has(name) || others.has(name));
    return scope?.targets.has(name) ?? false;
  }
}

/** Looked at by themselves. */
const HANDLED = new Set(["withClause", "fromClause", "usingClause", "sourceRelation", "larg", "rarg"]);

/** ORDER BY means an output by that name before it means a column. */
const withoutOutputs = (items: unknown, outputs: ReadonlySet<string>): unknown =>
  Array.isArray(items)
    ? items.filter((item) => {
        const reference = nodeOf(nodeOf(nodeOf(item, "SortBy"), "node") ?? item, "ColumnRef");
        const fields = listOf(reference, "fields");
        return fields.length !== 1 || !outputs.has(stringOf(fields[0]) ?? "");
      })
    : items;

function mergedNames(clause: Node, column: string): readonly (string | null)[] {
  const names = wrappedIn(clause, "targetList", "ResTarget").map((it) => textOf(it, "name"));
  const isInsert = textOf(clause, "commandType") === "CMD_INSERT";
  return isInsert && names.length === 0 && listOf(clause, "values").length > 0 ? [column] : names;
}
