import type { Connection } from "../connection.ts";
import { postgresErrors } from "./postgres-errors.ts";
import { quoteName } from "./postgres-names.ts";
import type { ScratchDatabase } from "./postgres-shadow-place.ts";
import { type ComingConstraints, type FilledTable, fillTables } from "./postgres-shadow-rows.ts";
import type { SchemaPart, ShadowSchema } from "./postgres-shadow-schema.ts";
import { prepareTarget } from "./postgres-target-schema.ts";

export interface Rebuilt {
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: readonly { readonly what: string; readonly why: string }[];
  readonly tables: readonly FilledTable[];
}

/** Extensions that only a superuser can make, and that give nobody a way out of the database. */
const HARMLESS =
  /^(postgis(_.*)?|address_standardizer.*|vector|earthdistance|bloom|pg_stat_statements|pgstattuple|pg_buffercache|amcheck|moddatetime|autoinc|refint|insert_username)$/;

/** Makes what was read, in three passes, with rows between; what fails is tried again as long as that helps. */
export async function rebuild(
  scratch: ScratchDatabase,
  connection: Connection,
  schema: ShadowSchema,
  rows: { readonly coming: ComingConstraints; readonly perTable: number },
  progress: (doing: string) => Promise<void>,
): Promise<Rebuilt> {
  const counts: Record<string, number> = {};
  const made = (part: SchemaPart) => {
    counts[part.kind] = (counts[part.kind] ?? 0) + 1;
  };
  const schemas = await makeAll(connection, of(schema, "schemas"), made);
  const extensions = await makeExtensions(scratch, connection, schema.extensions, counts);
  await connection.query("SELECT set_config('check_function_bodies', 'off', false)");
  const types = await makeAll(connection, of(schema, "types"), made);
  const keys = await makeAll(connection, of(schema, "keys"), made);
  await progress("making up rows");
  const tables = await fillTables(connection, rows.coming, rows.perTable);
  await progress("building constraints, views and triggers");
  const rest = await makeAll(
    connection,
    [...types, ...keys, ...of(schema, "rest")].map(({ part }) => part),
    made,
  );
  await connection.query("SELECT set_config('check_function_bodies', 'on', false)");
  await moveSequences(connection);
  await prepareTarget(connection);
  await connection.query("ANALYZE");
  const unmakable = schema.parts.flatMap(({ sql, kind, name, why }) =>
    sql === null ? [{ what: `${kind} ${name}`.trim(), why: why ?? "the server gives no definition of it" }] : [],
  );
  const failed = [...schemas, ...rest].map(({ part, why }) => ({ what: `${part.kind} ${part.name}`, why }));
  const empty = tables.flatMap(({ name, why }) => (why === null ? [] : [{ what: `rows of ${name}`, why }]));
  return { counts, tables, missing: [...extensions, ...unmakable, ...failed, ...empty] };
}

interface Failed {
  readonly part: SchemaPart;
  readonly why: string;
}

const of = ({ parts }: ShadowSchema, stage: SchemaPart["stage"]): readonly Failed[] =>
  parts.flatMap((part) => (part.stage === stage && part.sql !== null ? [{ part, why: "" }] : []));

/** Again and again while something more can be made: nobody has to know the order. */
async function makeAll(
  connection: Connection,
  parts: readonly (SchemaPart | Failed)[],
  made: (part: SchemaPart) => void,
): Promise<readonly Failed[]> {
  let left: readonly Failed[] = parts.map((it) => ("part" in it ? it : { part: it, why: "" }));
  for (;;) {
    const failed: Failed[] = [];
    for (const { part } of left) {
      try {
        await connection.query(part.sql ?? "");
        made(part);
      } catch (error) {
        failed.push({ part, why: postgresErrors.describe(error).message });
      }
    }
    if (failed.length === 0 || failed.length === left.length) return failed;
    left = failed;
  }
}

/** Those that the server trusts are made by the shadow's own login, as anybody could; a few more by the admin. */
async function makeExtensions(
  scratch: ScratchDatabase,
  connection: Connection,
  extensions: ShadowSchema["extensions"],
  counts: Record<string, number>,
): Promise<readonly { readonly what: string; readonly why: string }[]> {
  const missing: { what: string; why: string }[] = [];
  for (const { name, schema } of extensions) {
    const sql = `CREATE EXTENSION IF NOT EXISTS ${quoteName(name)} WITH SCHEMA ${quoteName(schema)} CASCADE`;
    try {
      if (HARMLESS.test(name)) await scratch.asAdmin((admin) => admin.query(sql));
      else await connection.query(sql);
      counts.extension = (counts.extension ?? 0) + 1;
    } catch (error) {
      missing.push({ what: `extension ${name}`, why: postgresErrors.describe(error).message });
    }
  }
  return missing;
}

/** Past the made-up rows, so that defaults do not meet them. */
async function moveSequences(connection: Connection): Promise<void> {
  await connection.query(
    `SELECT setval(c.oid::regclass, least(s.seqmax, greatest(s.seqmin, 30000))) FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE s.seqincrement > 0 AND n.nspname <> 'sluice' AND has_sequence_privilege(c.oid, 'UPDATE')`,
  );
}
