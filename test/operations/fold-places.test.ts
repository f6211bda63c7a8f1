import { expect, test } from "vitest";
import { foldPlaces } from "./fold-places.ts";
import { recordPlaces } from "./record-places.ts";

async function recorded(sent: readonly (readonly [session: string, connection: number, sql: string])[]) {
  const { hook, places } = recordPlaces();
  for (const [session, connection, sql] of sent)
    for (const when of ["before", "after"] as const) await hook({ session, connection, sql, when });
  return places;
}
const inWords = ({ when, sql }: { readonly when: string; readonly sql: string }) => `${when} ${sql}`;

test("of a transaction one place before its end and one after it are left, and each statement outside of one", async () => {
  const places = await recorded([
    ["expand.1", 1, "BEGIN; SET LOCAL lock_timeout = 50"],
    ["expand.1", 1, "ALTER TABLE a ADD b int"],
    ["expand.1", 1, "COMMENT ON TABLE a IS 'a'"],
    ["expand.1", 1, "COMMIT"],
    ["expand.2", 2, "INSERT INTO sluice.index_build VALUES (1)"],
    ["expand.2", 2, "CREATE INDEX CONCURRENTLY i ON a (b)"],
  ]);
  expect(places.map(({ point }) => inWords(point))).toContain("after ALTER TABLE a ADD b int");
  expect(foldPlaces(places).map(inWords)).toEqual([
    "before ALTER TABLE a ADD b int",
    "after COMMENT ON TABLE a IS 'a'",
    "after COMMIT",
    "before INSERT INTO sluice.index_build VALUES (1)",
    "after INSERT INTO sluice.index_build VALUES (1)",
    "after CREATE INDEX CONCURRENTLY i ON a (b)",
  ]);
});

test("a transaction that only looked is no place, one that only wrote the ledger is", async () => {
  const places = await recorded([
    ["verify.1", 1, "BEGIN READ ONLY"],
    ["verify.1", 1, "SELECT 1"],
    ["verify.1", 1, "COMMIT"],
    ["verify.1", 1, "BEGIN"],
    ["verify.1", 1, "INSERT INTO sluice.step_ledger VALUES (1)"],
    ["verify.1", 1, "COMMIT"],
  ]);
  expect(places.map(({ point }) => [point.when, point.nth])).toEqual([
    ["before", 1],
    ["after", 2],
  ]);
});

test("of batches that send the same again the first, a middle one and the last are left", async () => {
  const batch = (connection: number) =>
    ["BEGIN", "UPDATE a SET b = c", "COMMIT"].map((sql) => ["slice", connection, sql] as const);
  const places = await recorded([1, 2, 1, 2, 1].flatMap(batch));
  expect(foldPlaces(places).map(({ nth, when }) => `${when} ${nth}`)).toEqual([
    "before 1",
    "after 1",
    "after 2",
    "after 5",
    "after 6",
    "after 9",
    "after 10",
  ]);
});
