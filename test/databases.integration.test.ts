import { expect, test } from "vitest";
import { redisUrl, targetDatabase } from "./databases.ts";
import { postgresVersions } from "./servers.ts";

test.each(postgresVersions())("a target on PostgreSQL %s is empty and its own", async (version) => {
  const [one, two] = await Promise.all([
    targetDatabase("postgresql", { version }),
    targetDatabase("postgresql", { version }),
  ]);
  await one.exec("CREATE TABLE city (id int PRIMARY KEY); INSERT INTO city VALUES (1)");
  await expect(one.exec("SELECT id FROM city WHERE id = $1", [1])).resolves.toEqual([{ id: 1 }]);
  await expect(two.exec("SELECT to_regclass('city') AS city")).resolves.toEqual([{ city: null }]);
  const [row] = await one.exec("SHOW server_version");
  expect(String(row?.server_version)).toMatch(new RegExp(`^${version}\\.`));
});

test("a target on SQLite is a file of its own", async () => {
  const target = await targetDatabase("sqlite");
  await target.exec("CREATE TABLE city (id INTEGER PRIMARY KEY); INSERT INTO city VALUES (1)");
  await expect(target.exec("SELECT count(*) AS n FROM city")).resolves.toEqual([{ n: 1 }]);
});

test("Redis has eight databases of this file's own, also beside another file", () => {
  const numbers = Array.from({ length: 8 }, (_, n) => Number(/^redis:\/\/.*\/(\d+)$/.exec(redisUrl(n))?.[1]));
  expect(new Set(numbers)).toHaveLength(8);
  expect(new Set(numbers.map((n) => n % 2))).toHaveLength(1);
  expect(Math.max(...numbers)).toBeLessThan(16);
});
