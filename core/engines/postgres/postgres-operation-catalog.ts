import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "#core/plan/did-you-mean.ts";
import type { OperationTable } from "#core/plan/operations/facts/table-facts.ts";
import type { EnumFacts, OperationCatalog } from "#core/plan/operations/operation.ts";
import type { Connection } from "../connection.ts";
import type { TableRef } from "../introspector.ts";
import { factsOf } from "./postgres-connection.ts";
import { quoteTableName } from "./postgres-names.ts";
import { readOperationEnum } from "./postgres-operation-enum.ts";
import { assertTypesFit, isFastAddColumn, isFreeTypeChange, typeNameOf } from "./postgres-operation-probe.ts";
import { columnsOfQuery } from "./postgres-operation-query.ts";
import { readOperationTable } from "./postgres-operation-table.ts";
import { tryExpressions } from "./postgres-operation-tries.ts";
import { parseTableName } from "./postgres-parse-table-name.ts";
import { quietRight } from "./postgres-quiet-right.ts";

const USERS = `n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'`;

/** One question after the other over one session: each is a transaction that changes nothing. A table is read once. */
export function postgresOperationCatalog(connection: Connection): OperationCatalog {
  const { version } = factsOf(connection);
  const tables = new Map<string, Promise<OperationTable | null>>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  const read = (oid: string): Promise<OperationTable | null> => {
    const known = tables.get(oid) ?? inReadOnly(connection, () => readOperationTable(connection, { oid, version }));
    tables.set(oid, known);
    return known;
  };
  const find = async (ref: TableRef): Promise<OperationTable | null> => {
    const oid = await oidOf(connection, "to_regclass", ref);
    return oid === null ? null : await read(oid);
  };

  return {
    table: (name) =>
      inTurn(async () => {
        const ref = parseTableName(name);
        return (await find(ref)) ?? (await refuse(connection, "table", ref));
      }),
    find: (ref) => inTurn(() => find(ref)),
    relationsIn: (schema) => inTurn(() => readRelations(connection, schema)),
    enumType: (name) => inTurn(() => readEnum(connection, parseTableName(name))),
    index: (name) =>
      inTurn(async () => {
        const ref = parseTableName(name);
        const oid = await oidOf(connection, "to_regclass", ref);
        const { rows } = await connection.query(
          "SELECT indrelid::text AS oid FROM pg_index WHERE indexrelid = $1::oid",
          [oid],
        );
        const table = rows[0] ? await read(String(rows[0].oid)) : null;
        const index = table?.indexes.find((it) => it.oid === oid);
        return table && index ? { table, index } : await refuse(connection, "index", ref);
      }),
    quietRight: () => inTurn(() => quietRight(connection)),
    isFreeTypeChange: (table, change) => inTurn(() => isFreeTypeChange(connection, table, change)),
    assertTypesFit: (table, columns) => inTurn(() => assertTypesFit(connection, table, columns)),
    isFastAddColumn: (table, definition) => inTurn(() => isFastAddColumn(connection, table, definition)),
    columnsOfQuery: (query) => inTurn(() => columnsOfQuery(connection, query)),
    typeName: (type) => inTurn(() => typeNameOf(connection, type)),
    tryExpressions: (table, expressions, rows) =>
      inTurn(() => tryExpressions(connection, { table, expressions, rows })),
  };
}

/** With an empty path every name in a definition comes with its schema. */
async function inReadOnly<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query("BEGIN READ ONLY; SET LOCAL search_path = ''");
  try {
    return await work();
  } finally {
    await connection.query("ROLLBACK").catch(() => connection.close());
  }
}

async function oidOf(connection: Connection, by: "to_regclass" | "to_regtype", ref: TableRef): Promise<string | null> {
  const { rows } = await connection.query(`SELECT ${by}($1)::oid::text AS oid`, [quoteTableName(ref)]);
  const oid = rows[0]?.oid;
  return oid === null || oid === undefined ? null : String(oid);
}

const KINDS = { table: ["r", "p", "f", "v", "m"], index: ["i", "I"] } as const;

async function refuse(connection: Connection, what: keyof typeof KINDS, ref: TableRef): Promise<never> {
  const { rows } = await connection.query(
    `SELECT c.relname AS name, n.nspname || '.' || c.relname AS full_name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${USERS} AND c.relkind = ANY ($1)`,
    [KINDS[what]],
  );
  throw unknown(what, ref, rows);
}

function unknown(what: string, ref: TableRef, rows: readonly Readonly<Record<string, unknown>>[]): DomainError {
  const name = ref.schema === undefined ? ref.name : `${ref.schema}.${ref.name}`;
  const elsewhere = rows.find((row) => row.name === ref.name)?.full_name;
  const meant =
    elsewhere ??
    didYouMean(
      name,
      rows.map((row) => String(ref.schema === undefined ? row.name : row.full_name)),
    );
  const hint = meant === null ? "Check the name and the schema." : `Did you mean ${meant}?`;
  return new DomainError("invalid-plan", `The database has no ${what} ${name}. ${hint} Nothing was changed.`, {
    extra: { unknown: name },
  });
}

async function readRelations(connection: Connection, schema: string): Promise<readonly string[] | null> {
  const { rows } = await connection.query(
    `SELECT array_to_json(array(SELECT c.relname FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') ORDER BY 1))::text AS names
       FROM pg_namespace n WHERE n.nspname = $1`,
    [schema],
  );
  return rows[0] ? (JSON.parse(String(rows[0].names)) as string[]) : null;
}

async function readEnum(connection: Connection, ref: TableRef): Promise<EnumFacts> {
  const oid = await oidOf(connection, "to_regtype", ref);
  const found = oid === null ? null : await inReadOnly(connection, () => readOperationEnum(connection, oid));
  if (found) return found;
  const { rows } = await connection.query(
    `SELECT t.typname AS name, n.nspname || '.' || t.typname AS full_name FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${USERS} AND t.typtype = 'e'`,
  );
  throw unknown("enum type", ref, rows);
}
