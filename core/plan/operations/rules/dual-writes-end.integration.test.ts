import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import { countDiffering, finishBackfill, prepareBackfill } from "#core/engines/conformance/run-backfill.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { SPARE, twoReleases } from "#test/operations/two-releases.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const CENTS = {
  "change-type": {
    table: "price",
    column: "amount",
    type: "bigint",
    up: "round(amount::numeric * 100)::bigint",
    down: "(amount / 100.0)::numeric(12,2)::text",
    default: null,
  },
} satisfies PlanOperation;
const SETUP = `CREATE TABLE price (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount text, note text, touched int NOT NULL DEFAULT 0);
  INSERT INTO price (amount) SELECT (i / 3.0)::text FROM generate_series(1, 300) i`;

const seeded = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

interface Write {
  readonly sql: string;
  /** `null`: a new row. */
  readonly id: number | null;
  readonly cents: number | null;
}

/** A write of either release. A NULL of a new one is an intent only where the row is filled: it writes after the backfill. */
function someWrite(random: (below: number) => number, isFilled: boolean): Write {
  const cents = random(5) === 0 ? null : 1 + random(100_000);
  const isNew = (isFilled || cents !== null) && random(2) === 1;
  const column = isNew ? SPARE.column : "amount";
  const value = cents === null ? "NULL" : isNew ? String(cents) : `'${(cents / 100).toFixed(2)}'`;
  if (random(4) === 0) return { sql: `INSERT INTO price (${column}) VALUES (${value})`, id: null, cents };
  const id = 1 + random(300);
  return { sql: `UPDATE price SET ${column} = ${value} WHERE id = ${id}`, id, cents };
}

describe.each(fixtures)("$label", (fixture) => {
  test("J: writers of both releases see no failed write while contract, and its undo, are carried out", async () => {
    const { through, target, run } = await twoReleases(fixture, {
      setup: SETUP,
      operations: [{ "rename-column": { table: "price", column: "note", to: "remark" } }],
      access: null,
    });
    await through("cutover");
    const writer = await target.connect();
    let isOver = false;
    onTestFinished(() => {
      isOver = true;
    });
    const failures: string[] = [];
    let writes = 0;
    const writing = (async () => {
      while (!isOver) {
        writes += 1;
        const id = 1 + (writes % 300);
        await writer
          .query(`UPDATE price SET touched = touched + 1 WHERE id = ${id}`)
          .catch((error) => failures.push(String(error)));
        await writer.query("INSERT INTO price (amount) VALUES ('1')").catch((error) => failures.push(String(error)));
      }
    })();
    const more = async () => {
      const reached = writes + 20;
      await vi.waitFor(() => expect(writes).toBeGreaterThan(reached), { timeout: 60_000 });
    };
    await more();
    await run.forward(run.steps.findIndex(({ kind }) => kind === "soak"));
    await more();
    await run.back();
    await more();
    isOver = true;
    await writing;
    expect(failures).toEqual([]);
  });

  test("pitfall 22: a new release's explicit NULL wins over the default that the old column has", async () => {
    const { target, through } = await twoReleases(fixture, {
      setup: SETUP.replace("amount text", "amount text DEFAULT '1.50'"),
      operations: [{ "change-type": { ...CENTS["change-type"], default: "150" } }],
      access: { new: "release_2" },
    });
    await through("cutover");
    await target.exec("INSERT INTO release_2.price (amount, note) VALUES (NULL, 'by the view')");
    await target.exec(`BEGIN; SET LOCAL sluice.side = 'new';
      INSERT INTO price (${SPARE.column}, note) VALUES (NULL, 'by the table'); COMMIT`);
    await target.exec("INSERT INTO release_2.price (note) VALUES ('default of the new')");
    await target.exec("INSERT INTO price (note) VALUES ('default of the old')");
    const rows = `SELECT note, amount, ${SPARE.column}::int AS cents FROM price WHERE note IS NOT NULL ORDER BY note`;
    expect(await target.exec(rows)).toEqual([
      { note: "by the table", amount: null, cents: null },
      { note: "by the view", amount: null, cents: null },
      { note: "default of the new", amount: "1.50", cents: 150 },
      { note: "default of the old", amount: "1.50", cents: 150 },
    ]);
  });

  test("the engine's own batches and last comparison leave rows of new releases as they are, however lossy", async () => {
    const { through, target, connection, run } = await twoReleases(fixture, { setup: SETUP, operations: [CENTS] });
    await through("expand");
    const engine = fixture.engine;
    const step = run.steps.find(({ kind }) => kind === "backfill");
    if (step?.work.kind !== "backfill") throw new Error("There is no backfill");
    await engine.ddl.prepareTarget(connection);
    const scene = await prepareBackfill(engine, connection, {
      table: { name: "price" },
      set: step.work.set,
      where: step.work.where,
    });
    await finishBackfill(engine, connection, scene, {
      limit: 50,
      // A new release writes a value that the way up never gives of what the way down leaves.
      afterBatch: async () => {
        await target.exec(`UPDATE price SET ${SPARE.column} = ${SPARE.column} + 1 WHERE id IN (1, 299)`);
        await target.exec("INSERT INTO price (amount) VALUES ('0.005')");
      },
    });
    expect(await countDiffering(engine, connection, scene)).toBe(0);
    expect(await target.exec(`SELECT count(*)::int AS n FROM price WHERE NOT ${SPARE.done}`)).toEqual([{ n: 0 }]);
    expect(await target.exec("SELECT amount FROM price WHERE id = 2")).toEqual([{ amount: "0.66666666666666666667" }]);
    await run.forward(run.steps.findIndex(({ phase }) => phase === "verify"));
    await through("verify");
  });

  test("any order of writes of both releases ends as one table would, and no row is stale", async () => {
    const { target, through, run } = await twoReleases(fixture, { setup: SETUP, operations: [CENTS], access: null });
    await through("expand");
    const known = await target.exec("SELECT id::int, round(amount::numeric * 100)::int AS cents FROM price");
    const model = new Map<number, number | null>(known.map((row) => [Number(row.id), Number(row.cents)]));
    const random = seeded(20_261_126);
    for (let turn = 0; turn < 400; turn++) {
      const isFilled = turn >= 200;
      if (turn === 200) await through("verify");
      const write = someWrite(random, isFilled);
      await target.exec(write.sql);
      model.set(write.id ?? model.size + 1, write.cents);
      await target.exec(`UPDATE price SET touched = touched + 1 WHERE id = ${1 + random(300)}`);
    }
    const rows = await target.exec(
      `SELECT id::int, round(amount::numeric * 100)::int AS old, ${SPARE.column}::int AS new FROM price`,
    );
    expect(rows.filter((row) => row.old !== row.new || row.new !== model.get(Number(row.id)))).toEqual([]);
    await run.forward(run.steps.findIndex(({ kind }) => kind === "soak"));
    expect(await target.exec("SELECT count(*)::int AS n FROM price")).toEqual([{ n: model.size }]);
  });

  test("an expression that is no SQL, names what is not there, has the wrong type or fails on a row is refused before anything is done", async () => {
    const refused = (change: Partial<NonNullable<Extract<PlanOperation, { "change-type": unknown }>>["change-type"]>) =>
      twoReleases(fixture, {
        setup: `${SETUP}; UPDATE price SET amount = 'much' WHERE id = 7`,
        operations: [
          {
            "change-type": {
              ...("change-type" in CENTS ? CENTS["change-type"] : { table: "", column: "", type: "" }),
              ...change,
            },
          },
        ],
        access: null,
      });
    await expect(refused({ up: "amount +" })).rejects.toThrow();
    await expect(refused({ up: "amuont::bigint" })).rejects.toThrow("amuont");
    await expect(refused({ up: "note" })).rejects.toThrow("type");
    await expect(refused({})).rejects.toThrow("cannot be computed for 1 of");
    await expect(refused({ up: "0", down: "oldamount" })).rejects.toThrow("oldamount");
  });
});
