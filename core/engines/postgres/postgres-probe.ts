import type { Connection } from "../connection.ts";
import type { MissingRight, TargetProbe } from "../introspector.ts";
import { factsOf } from "./postgres-connection.ts";
import { quoteName } from "./postgres-names.ts";

const POOLER_PORT = "6432";
const MAX_NAMED_OWNERS = 5;

/** Finds out what is there and what the user may do. Changes nothing. */
export async function probePostgres(connection: Connection): Promise<TargetProbe> {
  const server = await readServer(connection);
  const rights = await readRights(connection);
  const pooled = await isPooled(connection);
  const { createTables, createTriggers, sluiceSchema, missing } = judge(rights, server);
  return {
    version: `PostgreSQL ${server.version}`,
    versionNumber: server.versionNumber,
    serverId: await readServerId(connection),
    bytes: server.bytes,
    readOnly: server.readOnly,
    pooled,
    replicas: await readReplicas(connection),
    rights: { createTables, createTriggers, sluiceSchema },
    missing,
    warnings: [...poolerWarnings(connection, pooled), ...standbyWarnings(server)],
  };
}

async function readServer(connection: Connection) {
  const { rows } = await connection.query(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            CASE WHEN has_database_privilege(current_database(), 'CONNECT') THEN pg_database_size(current_database()) END::text AS bytes,
            pg_is_in_recovery() AS in_recovery, current_setting('transaction_read_only') = 'on' AS read_only,
            current_database()::text AS database, current_user::text AS me, coalesce(inet_server_port(), 0)::text AS port,
            current_schema()::text AS schema`,
  );
  const row = rows[0];
  return {
    version: String(row?.version).split(" ")[0] ?? "",
    versionNumber: Number(row?.number),
    bytes: row?.bytes === null ? null : Number(row?.bytes),
    inRecovery: row?.in_recovery === true,
    readOnly: row?.in_recovery === true || row?.read_only === true,
    database: String(row?.database),
    me: String(row?.me),
    schema: typeof row?.schema === "string" ? row.schema : null,
  };
}
type Server = Awaited<ReturnType<typeof readServer>>;

/** `system_identifier` survives restarts and failovers; where it may not be read, the place of the server stands in. */
export async function readServerId(connection: Connection): Promise<string> {
  const { rows } = await connection.query(
    `SELECT has_function_privilege('pg_control_system()', 'EXECUTE') AS may, (SELECT oid FROM pg_database WHERE datname = current_database())::text AS database,
            coalesce(host(inet_server_addr()), 'socket') || ':' || coalesce(inet_server_port(), 0) AS place`,
  );
  const row = rows[0];
  if (row?.may !== true) return `${String(row?.place)}/${String(row?.database)}`;
  const system = await connection.query("SELECT system_identifier::text AS id FROM pg_control_system()");
  return `${String(system.rows[0]?.id)}/${String(row.database)}`;
}

async function readReplicas(connection: Connection): Promise<TargetProbe["replicas"]> {
  const { rows } = await connection.query(
    `SELECT application_name AS name, coalesce(state, 'not visible') AS state, extract(epoch FROM replay_lag)::float8 AS lag
       FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup' ORDER BY 1`,
  );
  return rows.map((row) => ({
    name: String(row.name),
    state: String(row.state),
    lagSeconds: typeof row.lag === "number" ? row.lag : null,
  }));
}

async function readRights(connection: Connection) {
  const { rows } = await connection.query(
    `SELECT CASE WHEN to_regnamespace('sluice') IS NULL THEN has_database_privilege(current_database(), 'CREATE')
                 ELSE has_schema_privilege('sluice', 'CREATE, USAGE') END AS sluice_schema,
            to_regnamespace('sluice') IS NOT NULL AS has_sluice_schema,
            current_schema() IS NOT NULL AND has_schema_privilege(current_schema(), 'CREATE') AS create_tables,
            pg_has_role(current_user, 'pg_monitor', 'USAGE') AS monitor`,
  );
  const owners = await connection.query(
    `SELECT DISTINCT pg_get_userbyid(c.relowner)::text AS owner, n.nspname AS schema,
            bool_and(has_table_privilege(c.oid, 'TRIGGER')) OVER (PARTITION BY n.nspname) AS may_trigger
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'sluice') AND n.nspname !~ '^pg_(toast|temp)'
        AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1, 2`,
  );
  const row = rows[0];
  return {
    sluiceSchema: row?.sluice_schema === true,
    hasSluiceSchema: row?.has_sluice_schema === true,
    createTables: row?.create_tables === true,
    monitor: row?.monitor === true,
    foreignOwners: owners.rows.map((it) => ({
      owner: String(it.owner),
      schema: String(it.schema),
      mayTrigger: it.may_trigger === true,
    })),
  };
}
type Rights = Awaited<ReturnType<typeof readRights>>;

/** ALTER TABLE needs ownership, and so does ENABLE ALWAYS TRIGGER: membership in the owner's role gives both. */
function judge(rights: Rights, { me, database, schema }: Server) {
  const user = quoteName(me);
  const missing: MissingRight[] = [];
  if (!rights.sluiceSchema) {
    missing.push({
      what: "keep checkpoints and the step ledger in the schema sluice",
      grant: rights.hasSluiceSchema
        ? `GRANT CREATE, USAGE ON SCHEMA sluice TO ${user}`
        : `GRANT CREATE ON DATABASE ${quoteName(database)} TO ${user}`,
      required: true,
    });
  }
  if (!rights.createTables) {
    const place = quoteName(schema ?? "public");
    missing.push({
      what: `create tables in schema ${schema ?? "public"}`,
      grant: `GRANT CREATE, USAGE ON SCHEMA ${place} TO ${user}`,
      required: true,
    });
  }
  const owners = [...new Set(rights.foreignOwners.map((it) => it.owner))];
  for (const owner of owners.slice(0, MAX_NAMED_OWNERS)) {
    missing.push({
      what: `change tables that ${owner} owns (columns, indexes, triggers)`,
      grant: `GRANT ${quoteName(owner)} TO ${user}`,
      required: true,
    });
  }
  if (!rights.monitor) {
    missing.push({
      what: "see who holds locks, long transactions and replicas",
      grant: `GRANT pg_monitor TO ${user}`,
      required: false,
    });
  }
  return {
    sluiceSchema: rights.sluiceSchema,
    createTables: rights.createTables,
    createTriggers: rights.foreignOwners.every((it) => it.mayTrigger),
    missing,
  };
}

const standbyWarnings = ({ inRecovery }: Server): readonly string[] =>
  inRecovery ? ["This server is a standby: it takes no changes. Register the primary."] : [];

/** A transaction pooler hands each transaction to whatever server session is free: settings, locks and cancelling break. */
async function isPooled(connection: Connection): Promise<boolean> {
  const pids = new Set<string>();
  const mark = `${Date.now()}`;
  let isSettingLost = false;
  for (let round = 0; round < 4; round++) {
    const { rows } = await connection.query(
      "SELECT pg_backend_pid()::text AS pid, current_setting('sluice.probe', true) AS mark",
    );
    pids.add(String(rows[0]?.pid));
    isSettingLost ||= round > 0 && rows[0]?.mark !== mark;
    if (round === 0) await connection.query("SELECT set_config('sluice.probe', $1, false)", [mark]);
  }
  return pids.size > 1 || isSettingLost;
}

function poolerWarnings(connection: Connection, pooled: boolean): readonly string[] {
  if (pooled) {
    return [
      "A transaction-pooling proxy stands in front of this server: sessions change under way. Register the server's own address, or a pool in session mode.",
    ];
  }
  if (factsOf(connection).isBehindProxy) {
    return [
      `A proxy such as PgBouncer stands in front of this server (often on port ${POOLER_PORT}). In transaction mode backfills and cancelling would break: register the server's own address.`,
    ];
  }
  return [];
}
