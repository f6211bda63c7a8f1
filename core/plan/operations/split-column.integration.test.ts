import { expect, test } from "vitest";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";
import { twoReleases } from "#test/operations/two-releases.ts";
import { mergeColumns } from "./merge-columns.ts";
import { splitColumn } from "./split-column.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const PERSON = `CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, age int);
  INSERT INTO person VALUES (1, 'Ada Lovelace', 36), (2, 'Grace Brewster Hopper', 85)`;
const PARTS = `CREATE TABLE person (id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL DEFAULT '');
  INSERT INTO person VALUES (1, 'Ada', 'Lovelace'), (2, 'Grace', 'Hopper')`;

test.each(fixtures)("$label: one column becomes several", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: PERSON,
    operations: [{ "split-column": splitColumn.example }],
    oracle: `ALTER TABLE person ADD first_name text, ADD last_name text;
      UPDATE person SET first_name = split_part(name, ' ', 1), last_name = substr(name, length(split_part(name, ' ', 1)) + 2);
      ALTER TABLE person DROP name, ALTER first_name SET NOT NULL, ALTER last_name SET NOT NULL`,
  });
});

test.each(fixtures)("$label: several columns become one, also under the name of one of them", async (fixture) => {
  await expectEveryStep(fixture, {
    setup: PARTS,
    operations: [{ "merge-columns": mergeColumns.example }],
    oracle: `ALTER TABLE person ADD name text; UPDATE person SET name = first_name || ' ' || last_name;
      ALTER TABLE person DROP first_name, DROP last_name, ALTER name SET NOT NULL`,
  });
  const { into, ...rest } = mergeColumns.example;
  await expectEveryStep(fixture, {
    setup: PARTS,
    operations: [
      {
        "merge-columns": {
          ...rest,
          into: { ...into, name: "first_name", default: "'?'" },
          down: { first_name: "split_part(first_name, ' ', 1)", last_name: "split_part(first_name, ' ', 2)" },
        },
      },
    ],
    oracle: `UPDATE person SET first_name = first_name || ' ' || last_name; ALTER TABLE person DROP last_name, ALTER first_name SET DEFAULT '?'`,
  });
});

test.each(fixtures)(
  "$label: one of several new columns is written of a row that the backfill has not reached",
  async (fixture) => {
    const { through, target } = await twoReleases(fixture, {
      setup: PERSON,
      operations: [{ "split-column": splitColumn.example }],
      access: null,
    });
    await through("expand");
    await target.exec("UPDATE person SET first_name = 'Augusta' WHERE id = 1");
    await target.exec("INSERT INTO person (id, first_name, last_name) VALUES (3, 'Alan', 'Turing')");
    await target.exec("INSERT INTO person (id, name) VALUES (4, 'Edsger Dijkstra')");
    expect(
      await target.exec("SELECT name, first_name AS first, last_name AS last FROM person WHERE id <> 2 ORDER BY id"),
    ).toEqual([
      { name: "Augusta Lovelace", first: "Augusta", last: "Lovelace" },
      { name: "Alan Turing", first: "Alan", last: "Turing" },
      { name: "Edsger Dijkstra", first: "Edsger", last: "Dijkstra" },
    ]);
  },
);
