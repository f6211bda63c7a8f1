import { hasSqlDetails, parse, scan } from "libpg-query";
import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "../introspector.ts";

/** A node of the parser's tree, read without trusting its shape. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const nodeOf = (value: unknown, key: string): Node | null => {
  const inner = isNode(value) ? value[key] : undefined;
  return isNode(inner) ? inner : null;
};
export const listOf = (value: unknown, key: string): readonly unknown[] => {
  const inner = isNode(value) ? value[key] : undefined;
  return Array.isArray(inner) ? inner : [];
};
export const textOf = (value: unknown, key: string): string | null => {
  const inner = isNode(value) ? value[key] : undefined;
  return typeof inner === "string" ? inner : null;
};
/** The text of a `String` node. */
export const stringOf = (value: unknown): string | null => textOf(nodeOf(value, "String"), "sval");

/** The statements of a text, each as its kind and body. @throws DomainError `invalid-plan` where it does not parse. */
export async function statementsOf(sql: string): Promise<readonly { readonly kind: string; readonly body: Node }[]> {
  let tree: unknown;
  try {
    tree = await parse(sql);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const place = hasSqlDetails(error) ? `, at character ${(error.sqlDetails?.cursorPosition ?? 0) + 1}` : "";
    throw new DomainError("invalid-plan", `PostgreSQL cannot parse the statement: ${error.message}${place}.`, {
      cause: error,
    });
  }
  return listOf(tree, "stmts").flatMap((raw) => {
    const [entry] = Object.entries(nodeOf(raw, "stmt") ?? {});
    return entry && isNode(entry[1]) ? [{ kind: entry[0], body: entry[1] }] : [];
  });
}

/** Every node below `value`, with the key it stands under. */
export function* nodesIn(value: unknown, key = ""): Generator<readonly [string, Node]> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesIn(item, key);
    return;
  }
  if (!isNode(value)) return;
  yield [key, value];
  for (const [inner, child] of Object.entries(value)) yield* nodesIn(child, inner);
}

/** Inserts `text` after the first token `keyword`. The scanner counts bytes of UTF-8. */
export async function insertAfterKeyword(sql: string, keyword: string, text: string): Promise<string> {
  const { tokens } = await scan(sql);
  const token = tokens.find((it) => it.text.toUpperCase() === keyword);
  if (!token) throw new DomainError("internal", `No ${keyword} in a statement that the parser says has one.`);
  const bytes = Buffer.from(sql, "utf8");
  return `${bytes.subarray(0, token.end).toString("utf8")} ${text}${bytes.subarray(token.end).toString("utf8")}`;
}

/** Tables and indexes that the statements name and that may exist before them. */
export async function relationsOf(statements: readonly string[]): Promise<readonly TableRef[]> {
  const read = await Promise.all(statements.map(statementsOf));
  const refs = read
    .flat()
    .flatMap(({ kind, body }) => [...(kind === "DropStmt" ? droppedBy(body) : []), ...namedIn(body)]);
  const keyOf = ({ schema, name }: TableRef) => JSON.stringify([schema ?? null, name]);
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
}

/** Relations below a node; a common table expression looks like one and is none. */
function namedIn(body: Node): readonly TableRef[] {
  const nodes = [...nodesIn(body)].map(([, node]) => node);
  const expressions = new Set(nodes.flatMap((node) => textOf(nodeOf(node, "CommonTableExpr"), "ctename") ?? []));
  return nodes.flatMap((node) => refOf(node) ?? []).filter((ref) => ref.schema || !expressions.has(ref.name));
}

const refOf = (node: Node): TableRef | null => {
  const name = textOf(node, "relname");
  const schema = textOf(node, "schemaname");
  return name === null ? null : { ...(schema === null ? {} : { schema }), name };
};

/** A dropped trigger, policy or rule is named after its table. */
const NAMED_AFTER_TABLE = new Set(["OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"]);
const RELATIONS = new Set(["OBJECT_TABLE", "OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE"]);

export function droppedBy(body: Node): readonly TableRef[] {
  const type = textOf(body, "removeType") ?? "";
  if (!RELATIONS.has(type) && !NAMED_AFTER_TABLE.has(type)) return [];
  return listOf(body, "objects").flatMap((object) => {
    const parts = listOf(nodeOf(object, "List"), "items").flatMap((part) => stringOf(part) ?? []);
    const [name, schema] = (NAMED_AFTER_TABLE.has(type) ? parts.slice(0, -1) : parts).toReversed();
    return name === undefined ? [] : [{ ...(schema === undefined ? {} : { schema }), name }];
  });
}
