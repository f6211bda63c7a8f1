import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { sqliteSync } from "./sqlite-sync.ts";

const SPEC = {
  tag: "1a2b3c4d",
  table: { name: "city" },
  to: { latitude: "CAST(lat AS REAL)" },
  back: { lat: "CAST(latitude AS TEXT)" },
};
const column = (name: string, type: string) => ({ name, type, default: null });
const COLUMNS = {
  columns: [column("id", "INTEGER"), column("name", "TEXT"), column("lat", "TEXT"), column("latitude", "REAL")],
  primaryKey: ["id"],
};

function city({
  recursive = false,
  ddl = "id INTEGER PRIMARY KEY, name TEXT, lat TEXT, latitude REAL",
  spec = SPEC,
} = {}) {
  const database = new DatabaseSync(":memory:");
  onTestFinished(() => database.close());
  database.exec(`PRAGMA recursive_triggers = ${recursive ? "ON" : "OFF"}; CREATE TABLE city (${ddl})`);
  const rows = () => database.prepare("SELECT lat, latitude FROM city ORDER BY id").all();
  const install = () => {
    for (const statement of sqliteSync.install(spec, COLUMNS)) database.exec(statement);
  };
  return { database, rows, install, run: (sql: string) => database.exec(sql) };
}

test.each([{ recursive: false }, { recursive: true }])(
  "both directions follow each other, recursive triggers $recursive",
  (options) => {
    const { run, rows, install } = city(options);
    install();
    run("INSERT INTO city (id, lat) VALUES (1, '1.50')");
    run("INSERT INTO city (id, latitude) VALUES (2, 2.5)");
    run("INSERT INTO city (id, lat, latitude) VALUES (3, 'both', 3)");
    expect(rows()).toEqual([
      { lat: "1.50", latitude: 1.5 },
      { lat: "2.5", latitude: 2.5 },
      { lat: "both", latitude: 3 },
    ]);
    run("UPDATE city SET lat = '7.10' WHERE id = 1; UPDATE city SET latitude = 8.25 WHERE id = 2");
    run("UPDATE city SET lat = NULL WHERE id = 3");
    expect(rows()).toEqual([
      { lat: "7.10", latitude: 7.1 },
      { lat: "8.25", latitude: 8.25 },
      { lat: null, latitude: null },
    ]);
  },
);

test("a backfill leaves the old column as it was written", () => {
  const { run, rows, install } = city();
  run("INSERT INTO city (id, lat) VALUES (1, '48.850000')");
  install();
  run("UPDATE city SET latitude = CAST(lat AS REAL) WHERE latitude IS NULL");
  expect(rows()).toEqual([{ lat: "48.850000", latitude: 48.85 }]);
});

test("an application that writes both columns at once is left alone", () => {
  const { run, rows, install } = city();
  install();
  run("INSERT INTO city (id, lat) VALUES (1, '1'); UPDATE city SET lat = 'five', latitude = 5 WHERE id = 1");
  expect(rows()).toEqual([{ lat: "five", latitude: 5 }]);
});

test("a lossy way back does not round what a new application wrote", () => {
  const spec = { ...SPEC, back: { lat: "printf('%.1f', latitude)" } };
  const { run, rows, install } = city({ recursive: true, spec });
  install();
  run("INSERT INTO city (id, latitude) VALUES (1, 1.2345); UPDATE city SET latitude = 6.789 WHERE id = 1");
  run("UPDATE city SET name = 'unrelated' WHERE id = 1");
  expect(rows()).toEqual([{ lat: "6.8", latitude: 6.789 }]);
});

test("a change of letter case is carried over", () => {
  const ddl = "id INTEGER PRIMARY KEY, name TEXT, lat TEXT COLLATE NOCASE, latitude TEXT COLLATE NOCASE";
  const { run, rows, install } = city({ ddl, spec: { ...SPEC, to: { latitude: "lat" }, back: { lat: "latitude" } } });
  install();
  run("INSERT INTO city (id, lat) VALUES (1, 'abc'); UPDATE city SET lat = 'ABC'");
  expect(rows()).toEqual([{ lat: "ABC", latitude: "ABC" }]);
});

test("a user's trigger that changes other columns of the row does not hide the row", () => {
  const { run, rows, install } = city();
  run("CREATE TRIGGER touch AFTER UPDATE OF lat ON city BEGIN UPDATE city SET name = 'touched' WHERE id = NEW.id; END");
  install();
  run("CREATE TRIGGER touch2 AFTER UPDATE OF lat ON city BEGIN UPDATE city SET name = 'again' WHERE id = NEW.id; END");
  run("INSERT INTO city (id, lat) VALUES (1, '1'); UPDATE city SET lat = '2'");
  expect(rows()).toEqual([{ lat: "2", latitude: 2 }]);
});

test("tables without a rowid and without a key are synced too, upserts and replaced rows as well", () => {
  const { run, rows, install } = city({
    ddl: "id INTEGER PRIMARY KEY, name TEXT, lat TEXT, latitude REAL) WITHOUT ROWID; CREATE TABLE z (a",
  });
  install();
  run("INSERT INTO city (id, lat) VALUES (1, '1'), (2, '2')");
  run("INSERT INTO city (id, lat) VALUES (1, '3') ON CONFLICT (id) DO UPDATE SET lat = excluded.lat");
  run("INSERT OR REPLACE INTO city (id, lat) VALUES (2, '4')");
  expect(rows()).toEqual([
    { lat: "3", latitude: 3 },
    { lat: "4", latitude: 4 },
  ]);
  const [first] = sqliteSync.install(SPEC, { ...COLUMNS, primaryKey: [] });
  expect(first).toContain("_rowid_ = NEW._rowid_");
});

test("removal leaves nothing and may be repeated", () => {
  const { database, run, install } = city();
  install();
  for (let i = 0; i < 2; i += 1) for (const statement of sqliteSync.remove(SPEC)) run(statement);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()).toEqual([]);
});

test("a column in both directions, computed from itself or at random is a problem", () => {
  expect(sqliteSync.problems(SPEC)).toEqual([]);
  expect(sqliteSync.problems({ ...SPEC, back: { latitude: "lat" } })).toHaveLength(1);
  expect(sqliteSync.problems({ ...SPEC, to: { latitude: "latitude + random()" }, back: {} })).toHaveLength(2);
});
