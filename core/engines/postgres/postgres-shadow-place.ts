import { randomBytes } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Connection, ConnectOptions } from "../connection.ts";
import type { PostgresDriver } from "../drivers.ts";
import type { ShadowPlace } from "../shadow.ts";
import type { NetworkAddress } from "../target-address.ts";
import { connectPostgres, factsOf } from "./postgres-connection.ts";
import { quoteName, quoteText } from "./postgres-names.ts";

const PREFIX = "sluice_shadow_";
/** Longer than any shadow lives: what a killed worker left is dropped by the next one. */
const LEFT_AFTER_MS = 3_600_000;
const STATEMENT_TIMEOUT_MS = 120_000;

export type ServerPlace = Extract<ShadowPlace, { kind: "server" }>;

/** A database of the shadow's own, owned by a login that may do nothing else on the server. */
export interface ScratchDatabase {
  readonly name: string;
  readonly version: number;
  readonly whose: ServerPlace["whose"];
  /** As the one who owns the scratch server: some extensions need it. Never with words of the target or the plan. */
  asAdmin<T>(work: (admin: Connection) => Promise<T>): Promise<T>;
  /** As the shadow's own login: the plan's SQL runs with no other rights than these. */
  open(onNotice?: (message: string) => void): Promise<Connection>;
  /** A copy as it is now; nobody may be connected to this one meanwhile. */
  copy(): Promise<ScratchDatabase>;
  drop(): Promise<void>;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

/** The first place whose server has the target's major version, else the first that answers. */
export async function choosePlace(
  driver: PostgresDriver,
  places: readonly ShadowPlace[],
  targetVersion: number,
): Promise<ServerPlace & { readonly version: number }> {
  const found: (ServerPlace & { readonly version: number })[] = [];
  const failures: string[] = [];
  for (const place of places) {
    if (place.kind !== "server") continue;
    try {
      found.push({ ...place, version: await within(driver, place.address, {}, async (it) => factsOf(it).version) });
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  const major = Math.trunc(targetVersion / 10_000);
  const best = found.find(({ version }) => Math.trunc(version / 10_000) === major) ?? found[0];
  if (best) return best;
  const why = failures.length > 0 ? ` ${failures.join(" ")}` : "";
  throw new DomainError(
    "blocked",
    `There is no server to build a shadow on.${why} Set SLUICE_SHADOW_URL to a scratch PostgreSQL ${major}, or use the embedded one (docs/shadow-runs.md).`,
  );
}

/** Makes a login and a database that only it and the admin can enter. */
export async function createScratch(
  driver: PostgresDriver,
  place: ServerPlace & { readonly version: number },
  encoding: string,
): Promise<ScratchDatabase> {
  const tag = `${Date.now()}_${randomBytes(5).toString("hex")}`;
  const login = { user: `${PREFIX}${tag}`, password: randomBytes(24).toString("hex") };
  await within(driver, place.address, {}, async (admin) => {
    await dropLeftovers(admin);
    await admin.query(
      `CREATE ROLE ${quoteName(login.user)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${quoteText(login.password)}`,
    );
    // An owner that is no superuser can only give away to a role it belongs to.
    if (!factsOf(admin).isSuperuser) await admin.query(`GRANT ${quoteName(login.user)} TO CURRENT_USER`);
  });
  const scratch = handle(driver, place, login, login.user);
  try {
    await create(driver, place, login, {
      name: login.user,
      from: `template0 ENCODING ${quoteText(encoding)} LOCALE 'C'`,
    });
  } catch (error) {
    await scratch.drop();
    throw error;
  }
  return scratch;
}

async function create(
  driver: PostgresDriver,
  { address }: ServerPlace,
  { user }: Login,
  { name, from }: { readonly name: string; readonly from: string },
): Promise<void> {
  await within(driver, address, {}, async (admin) => {
    await admin.query(`CREATE DATABASE ${quoteName(name)} OWNER ${quoteName(user)} TEMPLATE ${from}`);
    await admin.query(`REVOKE ALL ON DATABASE ${quoteName(name)} FROM PUBLIC`);
  });
}

function handle(
  driver: PostgresDriver,
  place: ServerPlace & { readonly version: number },
  login: Login,
  name: string,
): ScratchDatabase {
  const { address, version, whose } = place;
  let copies = 0;
  return {
    name,
    version,
    whose,
    asAdmin: (work) => within(driver, { ...address, database: name }, {}, work),
    async open(onNotice) {
      const options = { ...OPTIONS, ...(onNotice ? { onNotice } : {}) };
      return connectPostgres(driver, { ...address, ...login, database: name }, options);
    },
    async copy() {
      copies += 1;
      const copied = `${name}_${copies}`;
      await create(driver, place, login, { name: copied, from: quoteName(name) });
      return { ...handle(driver, place, login, copied), drop: () => dropDatabase(driver, address, copied) };
    },
    async drop() {
      await dropDatabase(driver, address, name);
      await within(driver, address, {}, (admin) => admin.query(`DROP ROLE IF EXISTS ${quoteName(login.user)}`));
    },
  };
}

const OPTIONS: ConnectOptions = {
  applicationName: "sluice:shadow",
  connectTimeoutMs: 5_000,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
};

async function within<T>(
  driver: PostgresDriver,
  address: NetworkAddress,
  options: Partial<ConnectOptions>,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  await using connection = await connectPostgres(driver, address, { ...OPTIONS, ...options });
  return await work(connection);
}

async function dropDatabase(driver: PostgresDriver, address: NetworkAddress, name: string): Promise<void> {
  await within(driver, address, {}, (admin) => admin.query(`DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`));
}

/** Shadows of workers that were killed: old by their name, and nobody is in them. */
async function dropLeftovers(admin: Connection): Promise<void> {
  const { rows } = await admin.query(
    `SELECT datname AS name FROM pg_database d WHERE datname ~ '^${PREFIX}[0-9]+_[0-9a-f]+(_[0-9]+)?$'
        AND split_part(datname, '_', 3)::bigint < $1::bigint
        AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid) ORDER BY length(datname) DESC`,
    [String(Date.now() - LEFT_AFTER_MS)],
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE IF EXISTS ${quoteName(String(name))}`);
  const roles = await admin.query(
    `SELECT rolname AS name FROM pg_roles WHERE rolname ~ '^${PREFIX}[0-9]+_[0-9a-f]+$' AND split_part(rolname, '_', 3)::bigint < $1::bigint
        AND NOT EXISTS (SELECT 1 FROM pg_database d WHERE d.datdba = pg_roles.oid)`,
    [String(Date.now() - LEFT_AFTER_MS)],
  );
  for (const { name } of roles.rows) await admin.query(`DROP ROLE IF EXISTS ${quoteName(String(name))}`);
}
