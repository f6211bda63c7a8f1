// `npm run demo:grow -- --rows 2000000`: makes the demo's table that big, so that a backfill takes long enough to watch.
import { parseArgs } from "node:util";
import { Client } from "pg";
import { cityColumns } from "./city-columns.ts";
import { placesUrl } from "./places-url.ts";

const CHUNK_ROWS = 50_000;

const { values } = parseArgs({ options: { rows: { type: "string", default: "2000000" } } });
const wanted = Number(values.rows.replaceAll(/[_,]/g, ""));
if (!Number.isInteger(wanted) || wanted < 1 || wanted > 100_000_000) {
  console.error("--rows is how many rows the table has afterwards, from 1 to 100000000.");
  process.exit(2);
}

/** New cities near old ones: coordinates move a little, within what a coordinate may be, five places as GeoNames has. */
const near = (column: string, limit: number) =>
  `least(greatest(${column}::numeric + (random() - 0.5)::numeric * 0.4, -${limit}), ${limit})::numeric(8,5)`;

function insertInto({ text }: { readonly text: boolean }): string {
  const [lat, lng] = text ? ["lat", "lng"] : ["latitude", "longitude"];
  const [newLat, newLng] = [near(lat, 90), near(lng, 180)];
  // While both are there the demo's trigger fills in the numbers; without it they wait for the backfill, as they should.
  const columns = text ? "lat, lng" : "latitude, longitude";
  const places = text ? `(${newLat})::text, (${newLng})::text` : `${newLat}, ${newLng}`;
  return `INSERT INTO public.city (name, country, admin1, admin2, ${columns})
    SELECT name, country, admin1, admin2, ${places} FROM public.city
    WHERE id > $1 AND id <= $2 LIMIT $3`;
}

try {
  const client = new Client({ connectionString: placesUrl(), application_name: "demo:grow" });
  await client.connect();
  const counted = await client.query<{ rows: string; first: string; last: string }>(
    "SELECT count(*) AS rows, min(id) - 1 AS first, max(id) AS last FROM public.city",
  );
  const [rowsBefore, first, last] = [counted.rows[0]?.rows, counted.rows[0]?.first, counted.rows[0]?.last].map(Number);
  let rows = rowsBefore ?? 0;
  if (!rows || first === undefined || last === undefined) throw new Error("The table is empty: nothing to multiply.");
  const sql = insertInto(await cityColumns(client));
  const since = performance.now();
  // The rows that were there are the models, round after round.
  for (let after = first; rows < wanted; after = after + CHUNK_ROWS >= last ? first : after + CHUNK_ROWS) {
    const upTo = Math.min(after + CHUNK_ROWS, last);
    rows += (await client.query(sql, [after, upTo, wanted - rows])).rowCount ?? 0;
    const line = `${rows.toLocaleString("en")} of ${wanted.toLocaleString("en")} rows`;
    process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`);
  }
  await client.query("VACUUM (ANALYZE) public.city");
  await client.end();
  console.log(`\ncity has ${rows.toLocaleString("en")} rows (${((performance.now() - since) / 1_000).toFixed(0)} s).`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
