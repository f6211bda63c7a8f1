import { scan } from "libpg-query";
import type { Connection } from "../connection.ts";
import type { IndexStatement } from "./postgres-index.ts";
import { nodesIn, statementsOf } from "./postgres-syntax.ts";

type Create = Extract<IndexStatement, { kind: "create" }>;

const PROBE = "sluice_index_probe";

/** The server's own text of an index without its name and table. */
const SHAPE = (oid: string): string =>
  `SELECT substr(pg_get_indexdef(${oid}), position(' USING ' IN pg_get_indexdef(${oid}))) AS shape, indisunique AS is_unique FROM pg_index WHERE indexrelid = ${oid}`;

/** Whether an index is the one that the statement asks for: it is built on an empty twin of the table, and both are compared. */
export async function hasWantedDefinition(connection: Connection, oid: string, wanted: Create): Promise<boolean> {
  const onProbe = await retargeted(wanted.text);
  await connection.query("BEGIN");
  try {
    const tableName = [wanted.table.schema, wanted.table.name].flatMap((it) =>
      it ? [`"${it.replaceAll('"', '""')}"`] : [],
    );
    await connection.query(`CREATE TEMP TABLE ${PROBE} (LIKE ${tableName.join(".")})`);
    await connection.query(onProbe);
    const { rows } = await connection.query(
      `SELECT a.shape = b.shape AND a.is_unique = b.is_unique AS same
         FROM (${SHAPE("$1::oid")}) a, (${SHAPE(`(SELECT indexrelid FROM pg_index WHERE indrelid = 'pg_temp.${PROBE}'::regclass)`)}) b`,
      [oid],
    );
    return rows[0]?.same === true;
  } finally {
    await connection.query("ROLLBACK");
  }
}

/** The statement on the probe table, without CONCURRENTLY: inside a transaction, on an empty table. */
async function retargeted(text: string): Promise<string> {
  const [statement] = await statementsOf(text);
  const { tokens } = await scan(text);
  const relation = [...nodesIn(statement?.body)].find(([key]) => key === "relation")?.[1];
  const start = Number(relation?.location ?? 0);
  const first = tokens.findIndex((it) => it.start === start);
  let last = first;
  while (tokens[last + 1]?.text === ".") last += 2;
  const concurrently = tokens.find((it) => it.text.toUpperCase() === "CONCURRENTLY");
  const bytes = Buffer.from(text, "utf8");
  const slice = (from: number, to?: number) => bytes.subarray(from, to).toString("utf8");
  const head = concurrently ? slice(0, concurrently.start) + slice(concurrently.end, start) : slice(0, start);
  return `${head}pg_temp.${PROBE}${slice(tokens[last]?.end ?? start)}`;
}
