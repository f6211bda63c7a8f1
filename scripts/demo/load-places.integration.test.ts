import { Client } from "pg";
import { expect, inject, test } from "vitest";
import { postgresOf, urlOf } from "#test/servers.ts";
import { cityColumns } from "./city-columns.ts";
import { loadPlaces } from "./load-places.ts";

test("the demo target holds 171,075 cities with coordinates as text, loaded once, under a login of its own", async () => {
  const server = await postgresOf(inject("serversDir"), "18");
  const embedded = { port: server.port, url: (database: string) => urlOf(server, database) };
  const first = await loadPlaces(embedded, "a password");
  expect(first.loaded).toBe(171_075);
  await expect(loadPlaces(embedded, "another")).resolves.toMatchObject({ loaded: 0 });

  const url = first.url.replace("a password", "another");
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "SELECT count(*)::int AS n, count(DISTINCT country)::int AS countries, bool_and(lat::numeric(8,5)::text::numeric = lat::numeric(8,5)) AS exact FROM city",
    );
    expect(rows[0]).toEqual({ n: 171_075, countries: 246, exact: true });
    await expect(cityColumns(client)).resolves.toEqual({ text: true, numbers: false });
  } finally {
    await client.end();
  }
});
