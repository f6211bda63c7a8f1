import { Redis } from "ioredis";
import { expect, inject, onTestFinished, test } from "vitest";
import { targetDatabase } from "./databases.ts";
import { ownRedisUrl } from "./own-redis-url.ts";
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

test("a Redis of one's own is not the one of another", async () => {
  const urls = await Promise.all([1, 2].map(() => ownRedisUrl(inject("redisUrl"))));
  const [one, two] = urls.map((url) => {
    const redis = new Redis(url);
    onTestFinished(() => redis.disconnect());
    return redis;
  });
  await one?.set("city", "here");
  expect(await two?.get("city")).toBeNull();
});
