import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { Connection } from "../connection.ts";
import { MODEL_QUERIES } from "./postgres-model-queries.ts";

/** The relations named, all their partitions and parents, the tables on the other side of their foreign keys, and views over them. */
export async function relatedOids(
  connection: Connection,
  names: readonly WrittenName[],
  path: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await connection.query(MODEL_QUERIES.related);
  const edges = (await connection.query(MODEL_QUERIES.edges)).rows.map((it) => ({
    one: String(it.one),
    other: String(it.other),
    kind: String(it.kind),
  }));
  const named = rows.filter((row) =>
    names.some(
      ({ schema, name }) =>
        row.name === name && (schema === undefined ? path.includes(String(row.schema)) : row.schema === schema),
    ),
  );
  const family = closure(
    named.map(({ oid }) => String(oid)),
    (oid) =>
      edges.flatMap(({ one, other, kind }) =>
        kind !== "child" ? [] : one === oid ? [other] : other === oid ? [one] : [],
      ),
  );
  const members = new Set(family);
  const peers = edges.flatMap(({ one, other, kind }) =>
    kind === "key" ? [...(members.has(one) ? [other] : []), ...(members.has(other) ? [one] : [])] : [],
  );
  const all = closure([...family, ...peers], (oid) =>
    edges.flatMap(({ one, other, kind }) => (kind === "view" && other === oid ? [one] : [])),
  );
  // What the views that were named read.
  const sources = closure(all, (oid) =>
    edges.flatMap(({ one, other, kind }) => (kind === "view" && one === oid ? [other] : [])),
  );
  return closure(sources, (oid) =>
    edges.flatMap(({ one, other, kind }) => (kind === "child" && other === oid ? [one] : [])),
  );
}

function closure(start: readonly string[], next: (oid: string) => readonly string[]): readonly string[] {
  const found = new Set(start);
  for (const oid of found) for (const it of next(oid)) found.add(it);
  return [...found];
}
