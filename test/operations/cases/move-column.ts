import type { OperationCase } from "../operation-case.ts";

const INSERT_PROFILE = "INSERT INTO profile (customer_id, nick) VALUES ($1::int, 'n')";
const DELETE = ["DELETE FROM profile WHERE customer_id = $1::int", "DELETE FROM customer WHERE id = $1::int"];

export const moveColumnCase: OperationCase = {
  name: "move-column",
  setup: `
CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, score integer NOT NULL DEFAULT 0);
COMMENT ON COLUMN customer.score IS 'how good';
CREATE INDEX customer_score ON customer (score);
CREATE TABLE profile (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id integer NOT NULL UNIQUE REFERENCES customer (id), nick text);`,
  fill: (rows) => `
INSERT INTO customer SELECT g, 'c' || g, g FROM generate_series(1, ${rows}) g;
INSERT INTO profile (customer_id, nick) SELECT g, 'p' FROM generate_series(1, ${rows}) g;`,
  change: {
    operations: [
      {
        "move-column": {
          table: "customer",
          column: "score",
          to: "profile",
          as: "points",
          on: { customer_id: "id" },
          soak: "200ms",
        },
      },
    ],
  },
  oracle: `
ALTER TABLE profile ADD COLUMN points integer;
COMMENT ON COLUMN profile.points IS 'how good';
UPDATE profile SET points = score FROM customer c WHERE c.id = customer_id;
ALTER TABLE profile ALTER points SET DEFAULT 0;
ALTER TABLE customer DROP COLUMN score;`,
  old: {
    statements: [
      {
        does: "insert",
        sql: ["INSERT INTO customer (id, name, score) VALUES ($1::int, 'old', $2::int)", INSERT_PROFILE],
      },
      { does: "update", sql: "UPDATE customer SET score = $2::int WHERE id = $1::int" },
      { does: "touch", sql: "UPDATE customer SET name = name || '.' WHERE id = $1::int" },
      { does: "delete", sql: DELETE },
      { does: "read", sql: "SELECT score AS value FROM customer WHERE id = $1::int" },
    ],
    state: "SELECT id AS key, score AS value FROM customer",
  },
  new: {
    statements: [
      {
        does: "insert",
        sql: [
          "INSERT INTO customer (id, name) VALUES ($1::int, 'new')",
          "INSERT INTO profile (customer_id, nick, points) VALUES ($1::int, 'n', $2::int)",
        ],
      },
      { does: "update", sql: "UPDATE profile SET points = $2::int WHERE customer_id = $1::int" },
      { does: "touch", sql: "UPDATE profile SET nick = nick || '.' WHERE customer_id = $1::int" },
      { does: "delete", sql: DELETE },
      { does: "read", sql: "SELECT points AS value FROM profile WHERE customer_id = $1::int" },
    ],
    state: "SELECT customer_id AS key, points AS value FROM profile",
  },
};

const LONG_NAME = `Ü${"n".repeat(61)}`;

/** The same name in two schemas, and names that need quotes; several rows of the other table belong to one. */
export const moveColumnHostileCase: OperationCase = {
  name: "move-column-hostile-names",
  setup: `
CREATE SCHEMA "S 2";
CREATE TABLE "order" ("Id" int PRIMARY KEY, "select" text COLLATE "C");
CREATE TABLE "S 2"."order" ("Id" int PRIMARY KEY, "it's" int NOT NULL);
CREATE INDEX ON "S 2"."order" ("it's");`,
  fill: (rows) => `
INSERT INTO "order" SELECT g, g::text FROM generate_series(1, ${rows}) g;
INSERT INTO "S 2"."order" SELECT g, g FROM generate_series(1, ${rows}) g;
INSERT INTO "S 2"."order" SELECT -g, g FROM generate_series(1, 10) g;`,
  change: {
    operations: [
      {
        "move-column": {
          table: '"order"',
          column: "select",
          to: '"S 2"."order"',
          as: LONG_NAME,
          on: { "it's": "Id" },
          soak: "200ms",
        },
      },
    ],
  },
  oracle: `
ALTER TABLE "S 2"."order" ADD COLUMN "${LONG_NAME}" text COLLATE "C";
UPDATE "S 2"."order" AS t SET "${LONG_NAME}" = s."select" FROM "order" s WHERE s."Id" = t."it's";
ALTER TABLE "order" DROP COLUMN "select";`,
  old: {
    statements: [{ does: "update", sql: `UPDATE "order" SET "select" = $2::int::text WHERE "Id" = $1::int` }],
    state: `SELECT "Id" AS key, "select"::int AS value FROM "order"`,
  },
  new: {
    statements: [
      { does: "update", sql: `UPDATE "S 2"."order" SET "${LONG_NAME}" = $2::int::text WHERE "it's" = $1::int` },
    ],
    state: `SELECT DISTINCT "it's" AS key, "${LONG_NAME}"::int AS value FROM "S 2"."order"`,
  },
};
