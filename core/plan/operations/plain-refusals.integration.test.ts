import { describe, expect, test } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";

const SCHEMA = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE parent (id int PRIMARY KEY, code text NOT NULL, late text, UNIQUE (code), CONSTRAINT late_once UNIQUE (late) DEFERRABLE);
CREATE UNIQUE INDEX parent_part ON parent (late) WHERE late <> '';
CREATE UNIQUE INDEX parent_expr ON parent (lower(code));
CREATE TABLE item (id int GENERATED ALWAYS AS IDENTITY, n int NOT NULL DEFAULT 1, twice int GENERATED ALWAYS AS (n * 2) STORED, note text, m mood,
  parent_id int NOT NULL, PRIMARY KEY (id), CONSTRAINT positive CHECK (n > 0), CONSTRAINT item_parent FOREIGN KEY (parent_id) REFERENCES parent);
INSERT INTO parent VALUES (1, 'a', 'x'), (2, 'b', 'y');
INSERT INTO item (n, note, parent_id) VALUES (1, 'same', 1), (2, 'same', 1), (3, NULL, 2);
CREATE VIEW items AS SELECT id, note FROM item;
CREATE VIEW notes AS SELECT note FROM items;
CREATE MATERIALIZED VIEW counted AS SELECT note, count(*) FROM item GROUP BY note;
CREATE MATERIALIZED VIEW above AS SELECT id FROM items;
CREATE VIEW plain AS SELECT code FROM parent;
CREATE VIEW over_plain AS SELECT code FROM plain;
CREATE TABLE loose (a int, item_id int REFERENCES item);
CREATE TABLE part (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX part_at ON part (at);
CREATE PUBLICATION pub FOR TABLE parent;
ALTER TABLE loose REPLICA IDENTITY FULL;
`;

const LONG = "ü".repeat(32);

/** What is asked for, and what its author is told: the reason, and that nothing was changed or what to do. */
const REFUSED: readonly (readonly [asked: PlanOperation, code: string, message: RegExp])[] = [
  [
    { "create-table": { table: "item", columns: [{ name: "id", type: "int" }] } },
    "invalid-plan",
    /There is a item already/,
  ],
  [{ "create-table": { table: "x", columns: [{ name: "id", type: "itn" }] } }, "invalid-plan", /itn/],
  [
    {
      "create-table": {
        table: "x",
        columns: [
          { name: "id", type: "int" },
          { name: "id", type: "int" },
        ],
      },
    },
    "invalid-plan",
    /two columns id/,
  ],
  [
    { "create-table": { table: "x", columns: [{ name: "id", type: "int" }], primaryKey: ["no"] } },
    "invalid-plan",
    /no column of it/,
  ],
  [{ "create-table": { table: "x", columns: [{ name: LONG, type: "int" }] } }, "invalid-plan", /64 bytes/],
  [{ "rename-table": { table: "item", to: "parent" } }, "invalid-plan", /There is a parent in schema public already/],
  [{ "rename-table": { table: "item", to: LONG } }, "invalid-plan", /64 bytes/],
  [{ "rename-table": { table: "items", to: "x" } }, "unsupported", /is a view/],
  [{ "rename-table": { table: "itme", to: "x" } }, "invalid-plan", /[Dd]id you mean/],
  [{ "drop-table": { table: "item" } }, "unsupported", /is used by view|is used by rule/],
  [{ "drop-table": { table: "part_1" } }, "unsupported", /belongs to part/],
  [{ "drop-not-null": { table: "item", column: "note" } }, "invalid-plan", /allows NULL already/],
  [{ "drop-not-null": { table: "item", column: "id" } }, "unsupported", /primary key/],
  [{ "set-default": { table: "item", column: "twice", default: "1" } }, "unsupported", /generated/],
  [{ "drop-default": { table: "item", column: "note" } }, "invalid-plan", /has no default/],
  [{ "drop-default": { table: "item", column: "id" } }, "unsupported", /identity/],
  [{ comment: { table: "item", column: "n", index: "item_pkey", comment: "x" } }, "invalid-plan", /one thing/],
  [{ comment: { table: "item", constraint: "positiv", comment: "x" } }, "invalid-plan", /did you mean positive/],
  [
    { "add-check": { table: "item", name: "small", check: "n < 3" } },
    "invalid-plan",
    /1 of the 3 rows .* violate small/,
  ],
  [
    { "add-check": { table: "item", name: "positive", check: "n < 9" } },
    "invalid-plan",
    /has a constraint positive already/,
  ],
  [{ "add-check": { table: "item", name: "small", check: "m < 9" } }, "invalid-plan", /PostgreSQL cannot compute/],
  [{ "add-check": { table: "item", name: "small", check: "1 / (n - 2) < 9" } }, "invalid-plan", /fails on 1 of 3 rows/],
  [
    { "add-check": { table: "item", name: "small", check: "n < 3", repair: { set: { no: "1" } } } },
    "invalid-plan",
    /no column no/,
  ],
  [{ "add-unique": { table: "item", name: "u", columns: ["note", "note"] } }, "invalid-plan", /named twice/],
  [{ "add-unique": { table: "item", name: "positive", columns: ["note"] } }, "invalid-plan", /already/],
  [{ "add-unique": { table: "item", name: "parent", columns: ["note"] } }, "invalid-plan", /already/],
  [
    { "add-primary-key": { table: "item", name: "k", columns: ["n"] } },
    "invalid-plan",
    /has the primary key item_pkey/,
  ],
  [
    {
      "add-foreign-key": {
        table: "item",
        name: "f",
        columns: ["note"],
        references: { table: "parent", columns: ["late"] },
      },
    },
    "unsupported",
    /not deferrable/,
  ],
  [
    {
      "add-foreign-key": {
        table: "item",
        name: "f",
        columns: ["n", "note"],
        references: { table: "parent", columns: ["id"] },
      },
    },
    "invalid-plan",
    /2 columns and points to 1/,
  ],
  [
    {
      "add-foreign-key": {
        table: "item",
        name: "f",
        columns: ["n"],
        references: { table: "parent", columns: ["id"] },
        orphans: "set-null",
      },
    },
    "invalid-plan",
    /NOT NULL/,
  ],
  [
    { "drop-constraint": { table: "item", name: "item_pkey" } },
    "unsupported",
    /foreign key loose_item_id_fkey of loose points to/,
  ],
  [{ "drop-constraint": { table: "parent", name: "parent_pkey" } }, "unsupported", /points to|subscribers find a row/],
  [{ "rename-constraint": { table: "item", name: "positive", to: "item_pkey" } }, "invalid-plan", /already/],
  [{ "create-index": { table: "item", index: "CREATE INDEX i ON parent (code)" } }, "invalid-plan", /is on parent/],
  [{ "create-index": { table: "item", index: "CREATE INDEX ON item (n)" } }, "invalid-plan", /with a name/],
  [{ "create-index": { table: "item", index: "DROP INDEX parent_part" } }, "invalid-plan", /one CREATE INDEX/],
  [{ "create-index": { table: "item", index: "CREATE INDEX item_pkey ON item (n)" } }, "invalid-plan", /replace-index/],
  [{ "create-index": { table: "part", index: "CREATE INDEX i ON ONLY part (at)" } }, "invalid-plan", /Leave ONLY out/],
  [{ "drop-index": { index: "item_pkey" } }, "unsupported", /drop-constraint/],
  [{ "drop-index": { index: "part_1_at_idx" } }, "unsupported", /belongs to part_at/],
  [
    { "replace-index": { index: "part_at", by: "CREATE INDEX part_at ON part (at DESC)" } },
    "unsupported",
    /partitioned/,
  ],
  [{ "add-enum-value": { type: "mood", value: "ok" } }, "invalid-plan", /already/],
  [{ "add-enum-value": { type: "mood", value: "new", before: "okk" } }, "invalid-plan", /did you mean ok/],
  [{ "add-enum-value": { type: "mood", value: "new", before: "ok", after: "sad" } }, "invalid-plan", /one of them/],
  [{ "rename-enum-value": { type: "mood", value: "sad", to: "ok" } }, "invalid-plan", /remove-enum-value/],
  [{ "set-replica-identity": { table: "parent", identity: "nothing" } }, "unsupported", /publication pub/],
  [{ "set-replica-identity": { table: "parent", identity: { index: "parent_part" } } }, "unsupported", /partial/],
  [{ "set-replica-identity": { table: "parent", identity: { index: "parent_expr" } } }, "unsupported", /expression/],
  [{ "set-replica-identity": { table: "parent", identity: { index: "late_once" } } }, "unsupported", /deferrable/],
  [{ "replace-view": { view: "counted", query: "SELECT 1" } }, "invalid-plan", /replace-materialized-view/],
  [
    { "replace-view": { view: "items", query: "SELECT note FROM item" } },
    "unsupported",
    /Materialized view above reads items/,
  ],
  [{ "replace-view": { view: "plain", query: "SELECT id FROM parent" } }, "unsupported", /View over_plain reads code/],
  [{ "replace-view": { view: "plain", query: "SELECT no FROM parent" } }, "invalid-plan", /cannot read the query/],
  [{ "replace-view": { view: "plain", query: "DROP TABLE parent" } }, "invalid-plan", /one query/],
  [{ "replace-materialized-view": { view: "plain", query: "SELECT 1" } }, "invalid-plan", /replace-view/],
];

const told = ([asked]: (typeof REFUSED)[number]): string => JSON.stringify(asked).slice(0, 120);

describe.each(engineFixtures().filter(({ dialect }) => dialect === "postgresql"))("$label", (fixture) => {
  test("what cannot be done is refused with the reason, before anything is changed", { timeout: 180_000 }, async () => {
    const target = await fixture.target();
    await target.exec(SCHEMA);
    const connection = await target.connect();
    for (const refused of REFUSED) {
      const [asked, code, message] = refused;
      const answer = await expandOn(fixture.engine, connection, [asked]).catch((error: unknown) => error);
      expect.soft(answer, told(refused)).toMatchObject({ code, message: expect.stringMatching(message) });
    }
  });
});
