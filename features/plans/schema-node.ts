/** The part of JSON Schema that the plan document uses. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode | boolean;
  readonly prefixItems?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

function deref(node: SchemaNode, root: SchemaNode): SchemaNode {
  const name = node.$ref?.replace("#/$defs/", "");
  return (name && root.$defs?.[name]) || node;
}

/** A node and, in its place, the shapes it may have. */
function shapesOf(given: SchemaNode, root: SchemaNode): SchemaNode[] {
  const node = deref(given, root);
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return inner.length > 0 ? inner.flatMap((it) => shapesOf(it, root)) : [node];
}

function childrenOf(node: SchemaNode, key: string): SchemaNode[] {
  if (key === "[]") {
    if (node.prefixItems?.length) return [...node.prefixItems];
    return typeof node.items === "object" ? [node.items] : [];
  }
  const property = node.properties?.[key];
  if (property) return [property];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

/** Every shape that may stand at a path. */
export function schemaNodesAt(root: SchemaNode, path: readonly string[]): SchemaNode[] {
  let nodes = shapesOf(root, root);
  for (const key of path)
    nodes = nodes.flatMap((node) => childrenOf(node, key)).flatMap((node) => shapesOf(node, root));
  return nodes;
}
