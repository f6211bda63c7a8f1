import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { readCatalog } from "./catalog.ts";
import { probeBackfills } from "./probe-backfill.ts";
import { readPlanSource } from "./read-plan-source.ts";

test.each(engineFixtures())(
  "$label: a backfill of a table without a key is told of, and refused where a second time would do harm",
  async ({ engine, target, dialect }) => {
    const database = await target();
    await database.exec(
      "CREATE TABLE loose (a integer, b integer); CREATE TABLE keyed (id integer PRIMARY KEY, b integer)",
    );
    const connection = await database.connect();
    const catalog = await readCatalog(connection, engine.introspector, [{ name: "loose" }, { name: "keyed" }]);
    const probe = async (backfill: string) => {
      const { source } = readPlanSource(
        `sluice: 1\nname: a\ntitle: b\nengine: ${dialect}\nphases:\n  backfill:\n    - ${backfill}\n`,
      );
      if (!source) throw new Error("not readable");
      const document = source.value as PlanDocument;
      const { layouts, findings } = await probeBackfills({ document, source }, engine, connection, catalog);
      return {
        kinds: [...layouts.values()].map((it) => it.key.kind ?? "columns"),
        rules: findings.map((it) => it.rule),
      };
    };
    expect(await probe("backfill: { table: keyed, set: { b: b + 1 } }")).toEqual({ kinds: ["columns"], rules: [] });
    expect(await probe("backfill: { table: loose, set: { b: a + 1 } }")).toEqual({
      kinds: ["address"],
      rules: ["backfill-without-key"],
    });
    expect(await probe("backfill: { table: loose, set: { later: a + 1 } }")).toEqual({
      kinds: ["address"],
      rules: ["backfill-without-key"],
    });
    expect((await probe("backfill: { table: loose, set: { later: a + 1, b: later } }")).rules).toEqual([
      "backfill-not-repeatable",
    ]);
    expect((await probe("backfill: { table: loose, set: { b: b + 1 } }")).rules).toEqual(["backfill-refused"]);
    expect((await probe("backfill: { table: loose, set: { b: a } }\n      undo: keep-old-values")).rules).toEqual([
      "backfill-refused",
    ]);
  },
);

test.each(engineFixtures().filter((it) => it.dialect === "postgresql"))(
  "$label: a quiet backfill is looked at before its column is there, and refused where a foreign key checks the column",
  async ({ engine, target }) => {
    const database = await target();
    await database.exec(
      "CREATE TABLE parent (id integer PRIMARY KEY); CREATE TABLE child (id integer PRIMARY KEY, parent integer REFERENCES parent, note text)",
    );
    const connection = await database.connect();
    const catalog = await readCatalog(connection, engine.introspector, [{ name: "child" }]);
    const probe = async (set: string) => {
      const { source } = readPlanSource(
        `sluice: 1\nname: a\ntitle: b\nengine: postgresql\nphases:\n  backfill:\n    - backfill: { table: child, set: ${set}, triggers: quiet }\n`,
      );
      if (!source) throw new Error("not readable");
      const document = source.value as PlanDocument;
      const { findings } = await probeBackfills({ document, source }, engine, connection, catalog);
      return findings.map((it) => it.message);
    };
    expect(await probe("{ later: id }")).toEqual([]);
    expect(await probe("{ note: id::text }")).toEqual([]);
    expect(await probe("{ parent: id }")).toEqual([
      expect.stringMatching(/child_parent_fkey checks parent by triggers/),
    ]);
  },
);
