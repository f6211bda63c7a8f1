import type { ColumnSpec, ConstraintSpec, ForeignKeySpec } from "#core/analysis/change-specs.ts";
import type { ConstraintKind, ForeignKeyAction } from "#core/analysis/schema-model.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { columnsIn, impureCallsIn, provenNotNull, readValue } from "./postgres-read-expression.ts";
import { readType } from "./postgres-read-type.ts";
import { type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const KINDS: Readonly<Record<string, ConstraintKind>> = {
  CONSTR_CHECK: "check",
  CONSTR_NOTNULL: "not-null",
  CONSTR_UNIQUE: "unique",
  CONSTR_PRIMARY: "primary-key",
  CONSTR_FOREIGN: "foreign-key",
  CONSTR_EXCLUSION: "exclusion",
};
const ACTIONS: Readonly<Record<string, ForeignKeyAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** A `ColumnDef`. */
export function readColumn(context: ReadContext, node: Node | null): ColumnSpec {
  const constraints = wrappedIn(node, "constraints", "Constraint");
  const stops = constraints.flatMap((it) => (typeof it.location === "number" ? it.location : []));
  const find = (kind: string) => constraints.find((it) => it.contype === kind);
  const value = find("CONSTR_DEFAULT")?.raw_expr;
  const generated = find("CONSTR_GENERATED");
  const identity = find("CONSTR_IDENTITY");
  const name = textOf(node, "colname") ?? "";
  const typeName = nodeOf(node, "typeName");
  return {
    name,
    type: typeName && readType(context, typeName),
    notNull: find("CONSTR_NOTNULL") !== undefined,
    default: value === undefined ? null : readValue(context, value, stops),
    generated: generated
      ? {
          kind: generated.generated_kind === "v" ? "virtual" : "stored",
          text: context.source.expression(generated.raw_expr, context.end, stops),
          names: columnsIn(generated.raw_expr),
        }
      : null,
    identity: identity ? (identity.generated_when === "d" ? "by-default" : "always") : null,
    collation: collationOf(node),
    constraints: inline(context, constraints, name),
    place: placeOf(context, node),
  };
}

export const collationOf = (node: Node | null): string | null => {
  const name = nameOfParts(strings(nodeOf(node, "collClause"), "collname"));
  return name && [...(name.schema && name.schema !== "pg_catalog" ? [name.schema] : []), name.name].join(".");
};

/** DEFERRABLE and NOT ENFORCED stand as constraints of their own behind the one they belong to. */
function inline(context: ReadContext, constraints: readonly Node[], column: string): readonly ConstraintSpec[] {
  return constraints.flatMap((constraint, at) => {
    const spec = readConstraint(context, constraint, column);
    if (!spec || (spec.kind === "not-null" && spec.name === null)) return [];
    const after = constraints.slice(at + 1);
    const next = after.findIndex((it) => KINDS[String(it.contype)] !== undefined);
    const attributes = (next < 0 ? after : after.slice(0, next)).map((it) => it.contype);
    return [
      {
        ...spec,
        deferrable: spec.deferrable || attributes.includes("CONSTR_ATTR_DEFERRABLE"),
        enforced: spec.enforced && !attributes.includes("CONSTR_ATTR_NOT_ENFORCED"),
      },
    ];
  });
}

/** A constraint of a table, or of the column that is named; `null` for what only looks like one, as DEFAULT does. */
export function readConstraint(context: ReadContext, node: Node | null, column?: string): ConstraintSpec | null {
  const kind = KINDS[textOf(node, "contype") ?? ""];
  if (!node || kind === undefined) return null;
  const named = [...strings(node, "keys"), ...strings(node, "fk_attrs")];
  const names = columnsIn(node.raw_expr);
  const elements = wrappedIn(node, "exclusions", "List").flatMap(({ items }) =>
    (Array.isArray(items) ? items : []).flatMap((it: unknown) => textOf(nodeOf(it, "IndexElem"), "name") ?? []),
  );
  return {
    name: textOf(node, "conname"),
    kind,
    columns: named.length > 0 ? named : column !== undefined ? [column] : kind === "check" ? names : elements,
    expression: kind === "check" ? context.source.expression(node.raw_expr, context.end) : null,
    names,
    proves: kind === "check" ? provenNotNull(node.raw_expr) : [],
    impureCalls: kind === "check" ? impureCallsIn(node.raw_expr) : [],
    notValid: node.skip_validation === true && isEnforced(node, kind),
    enforced: isEnforced(node, kind),
    noInherit: node.is_no_inherit === true,
    deferrable: node.deferrable === true,
    references: kind === "foreign-key" ? readForeignKey(context, node) : null,
    usingIndex: textOf(node, "indexname"),
    place: placeOf(context, node),
  };
}

/** Only CHECK and FOREIGN KEY can be left unenforced, and the parser then leaves the mark out. */
const isEnforced = (node: Node, kind: ConstraintKind): boolean =>
  node.is_enforced === true || !(kind === "check" || kind === "foreign-key");

const readForeignKey = (context: ReadContext, node: Node): ForeignKeySpec => ({
  table: writtenName(nodeOf(node, "pktable")) ?? NO_NAME,
  columns: strings(node, "pk_attrs"),
  onDelete: ACTIONS[textOf(node, "fk_del_action") ?? ""] ?? "no action",
  onUpdate: ACTIONS[textOf(node, "fk_upd_action") ?? ""] ?? "no action",
  onDeleteStated: textOf(node, "fk_del_action") !== "a" || saysOnDelete(context, node),
});

/** NO ACTION leaves the same tree whether it is written or not. */
function saysOnDelete({ source, end }: ReadContext, node: Node): boolean {
  let previous = "";
  for (const { name, start } of source.tokensFrom(Number(node.location ?? 0))) {
    if (start >= end || name === ";") return false;
    if (previous === "on" && name === "delete") return true;
    if (name === "foreign" && previous !== "" && previous !== textOf(node, "conname")) return false;
    previous = name;
  }
  return false;
}
