import { applyAll } from "#core/analysis/apply-statement.ts";
import { changeTable } from "#core/analysis/apply-table.ts";
import { emptyModel } from "#core/analysis/empty-model.ts";
import { ModelDraft } from "#core/analysis/model-draft.ts";
import { modelKey } from "#core/analysis/model-key.ts";
import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { ObjectName, PartitionBound, SchemaModel, TableModel } from "#core/analysis/schema-model.ts";
import type { Connection, Row } from "../connection.ts";
import { catalogScript } from "./postgres-catalog-script.ts";
import { inlinedVolatility } from "./postgres-inlined-volatility.ts";
import { MODEL_QUERIES } from "./postgres-model-queries.ts";
import { readStatements } from "./postgres-read-statements.ts";
import { relatedOids } from "./postgres-related-oids.ts";

const PER_RELATION = ["tables", "columns", "constraints", "indexes", "views", "sequences", "statistics"] as const;
type Rows = Readonly<Record<(typeof PER_RELATION)[number] | "types" | "functions" | "publications", readonly Row[]>>;

/** The live schema: of the relations named with what hangs together with them, or all. Reads only. */
export async function readModel(connection: Connection, only: readonly WrittenName[] | "all"): Promise<SchemaModel> {
  const [session] = (await connection.query(MODEL_QUERIES.session)).rows;
  const path = strings(session?.path);
  await connection.query("BEGIN READ ONLY; SET LOCAL search_path = ''");
  try {
    const oids = only === "all" ? null : await relatedOids(connection, only, path);
    const rows: Record<string, readonly Row[]> = {};
    for (const name of PER_RELATION) rows[name] = (await connection.query(MODEL_QUERIES[name], [oids])).rows;
    for (const name of ["types", "functions", "publications"] as const)
      rows[name] = (await connection.query(MODEL_QUERIES[name])).rows;
    const model = await modelOfRows(rows as Rows, { session, path, complete: only === "all" });
    return { ...model, absent: only === "all" ? new Set() : namesNotThere(model, only) };
  } finally {
    await connection.query("ROLLBACK");
  }
}

/** Those of the server are never looked for. */
function namesNotThere(model: SchemaModel, names: readonly WrittenName[]): ReadonlySet<string> {
  const keys = names.flatMap(({ schema, name }) =>
    (schema === undefined ? model.searchPath : [schema])
      .filter((it) => !it.startsWith("pg_") && it !== "information_schema")
      .map((it) => modelKey({ schema: it, name })),
  );
  return new Set(keys.filter((key) => !model.tables.has(key) && !model.views.has(key)));
}

interface Session {
  readonly session: Row | undefined;
  readonly path: readonly string[];
  readonly complete: boolean;
}

async function modelOfRows(rows: Rows, { session, path, complete }: Session): Promise<SchemaModel> {
  const statements = await readStatements(catalogScript(rows));
  const start = { ...emptyModel({ complete: true, schema: "public" }), searchPath: path };
  const draft = new ModelDraft(applyAll(statements, start, { bornHere: false }), { bornHere: false });
  const bounds = await boundsOf(rows.tables);
  const seconds = Number(session?.seconds ?? 0);
  for (const row of rows.tables) changeTable(draft, nameOf(row), tablePart(row, bounds, seconds));
  for (const row of rows.indexes) {
    const index = draft.get("indexes", nameOf(row));
    const part = { valid: row.valid === true, partitioned: row.partitioned === true, primary: row.primary === true };
    if (index)
      draft.set("indexes", index.name, {
        ...index,
        ...part,
        parent: json<ObjectName | null>(row.parent, null),
        bytes: number(row.bytes),
      });
  }
  addTypes(draft, rows.types);
  addOthers(draft, rows);
  draft.change({
    complete,
    timeZone: session?.zone === undefined ? null : String(session.zone),
    schemas: new Set(strings(session?.schemas)),
    extensions: new Set(strings(session?.extensions)),
  });
  return draft.model;
}

/** Each bound as the parser reads it. */
async function boundsOf(tables: readonly Row[]): Promise<ReadonlyMap<string, PartitionBound>> {
  const bounded = tables.filter(({ bound }) => typeof bound === "string");
  const script = bounded.map(({ bound }) => `ALTER TABLE a ATTACH PARTITION b ${String(bound)};`).join("\n");
  const changes = (await readStatements(script)).flatMap((it) => it.changes);
  return new Map(
    changes.flatMap((change, at) =>
      change.kind === "attach-partition" ? [[String(bounded[at]?.oid), change.bound] as const] : [],
    ),
  );
}

const STRATEGIES: Readonly<Record<string, "range" | "list" | "hash">> = { r: "range", l: "list", h: "hash" };
const IDENTITIES: Readonly<Record<string, TableModel["replicaIdentity"]>> = { n: "nothing", f: "full", i: "index" };
const PERSISTENCE: Readonly<Record<string, TableModel["persistence"]>> = { u: "unlogged", t: "temporary" };

function tablePart(row: Row, bounds: ReadonlyMap<string, PartitionBound>, seconds: number): Partial<TableModel> {
  const parents = json<readonly ObjectName[]>(row.parents, []);
  const bound = bounds.get(String(row.oid));
  const strategy = STRATEGIES[String(row.strategy)];
  const [parent] = parents;
  return {
    kind: row.kind === "p" ? "partitioned" : row.kind === "f" ? "foreign" : "table",
    persistence: PERSISTENCE[String(row.persistence)] ?? "permanent",
    rowSecurity: row.row_security === true,
    replicaIdentity: IDENTITIES[String(row.identity)] ?? "default",
    tablespace: text(row.tablespace),
    accessMethod: text(row.access_method),
    partitionKey: strategy
      ? { strategy, columns: (row.partition_columns as readonly (string | null)[] | null) ?? [] }
      : null,
    partitionOf: bound && parent ? { parent, bound } : null,
    inherits: bound ? [] : parents,
    ofType: json<ObjectName | null>(row.of_type, null),
    triggers: json<TableModel["triggers"]>(row.triggers, []),
    policies: json<TableModel["policies"]>(row.policies, []),
    rules: strings(row.rules),
    known: true,
    facts: {
      rows: number(row.rows),
      bytes: number(row.bytes),
      indexBytes: number(row.index_bytes),
      writesPerSecond: rate(row.writes, seconds),
      readsPerSecond: rate(row.reads, seconds),
    },
  };
}

function addTypes(draft: ModelDraft, types: readonly Row[]): void {
  for (const row of types) {
    const name = nameOf(row);
    if (row.kind === "d")
      draft.set("domains", name, {
        name,
        base: String(row.base),
        notNull: row.not_null === true,
        checks: json<readonly { readonly name: string; readonly validated: boolean }[]>(row.checks, []),
      });
    if (row.kind === "e") draft.set("enums", name, { name, values: strings(row.labels), added: [] });
    if (row.kind === "c")
      draft.set("composites", name, {
        name,
        attributes: json<readonly { name: string; type: string }[]>(row.attributes, []),
      });
  }
}

const VOLATILITIES: Readonly<Record<string, "immutable" | "stable">> = { i: "immutable", s: "stable" };

function addOthers(draft: ModelDraft, { functions, publications, statistics }: Rows): void {
  for (const row of functions) {
    const name = nameOf(row);
    const inlined = inlinedVolatility({
      language: String(row.language),
      body: text(row.body),
      isPlain: row.special !== true,
    });
    const made = {
      name,
      arguments: Number(row.count),
      volatility: VOLATILITIES[String(row.volatility)] ?? ("volatile" as const),
      language: String(row.language),
      inlined,
    };
    draft.set("functions", name, [...(draft.get("functions", name) ?? []), made]);
  }
  for (const row of publications) {
    const tables = json<readonly ObjectName[]>(row.tables, []);
    draft.set(
      "publications",
      { schema: "", name: String(row.name) },
      { name: String(row.name), allTables: row.all_tables === true, tables },
    );
  }
  for (const row of statistics) {
    const table = { schema: String(row.table_schema), name: String(row.table_name) };
    draft.set("statistics", nameOf(row), { name: nameOf(row), table });
  }
}

const nameOf = ({ schema, name }: Row): ObjectName => ({ schema: String(schema), name: String(name) });
const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const json = <T>(value: unknown, none: T): T => (typeof value === "string" ? (JSON.parse(value) as T) : none);
/** Less than this says what happened last, such as one load of rows, and not what is usual. */
const COUNTED_SECONDS = 600;

const rate = (value: unknown, seconds: number): number | null => {
  const count = number(value);
  return count === null || seconds < COUNTED_SECONDS ? null : count / seconds;
};
