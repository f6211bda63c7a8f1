import { describe, expect, onTestFinished, test } from "vitest";
import type { BackfillStep } from "#core/domain/plan-document.ts";
import type { PlanOperation } from "#core/domain/plan-operation.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { uniqueName } from "#test/databases.ts";
import { engineFixtures } from "#test/engine-fixtures.ts";
import { expandOn } from "#test/operations/expand-on.ts";
import { expectEveryStep } from "#test/operations/expect-every-step.ts";

const fixtures = engineFixtures().filter((it) => it.dialect === "postgresql");
const GRANTABLE_SINCE = 150_000;

/** Triggers that a row must not pass by unseen, and a table of their notes. */
const TRIGGERS = (table: string): string => `
  CREATE TRIGGER touched BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION note();
  CREATE TRIGGER born AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION note();
  CREATE TRIGGER named AFTER UPDATE OF note ON ${table} FOR EACH ROW EXECUTE FUNCTION note();`;
const FUNCTIONS = `CREATE TABLE audit (what text);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END';
  CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.audit VALUES (TG_NAME); RETURN NULL; END';`;
const UPDATED = "updated_at timestamptz NOT NULL DEFAULT '2020-01-01', note text";
const ORDERS = `${FUNCTIONS}
  CREATE TABLE orders (id int PRIMARY KEY, amount text, ${UPDATED});
  INSERT INTO orders (id, amount) SELECT i, i FROM generate_series(1, 40) i; ${TRIGGERS("orders")}`;
const AMOUNT = { "change-type": { table: "orders", column: "amount", type: "bigint" } } as const;
const QUIET = (table: string) =>
  `The backfill of ${table} keeps its triggers quiet (audited, touched): no application wrote what it writes.`;

const fillsOf = (document: { readonly phases: { readonly backfill?: readonly unknown[] | undefined } }) =>
  (document.phases.backfill ?? []).map((it) => (it as BackfillStep).backfill);

interface Change {
  readonly setup: string;
  readonly operation: PlanOperation;
  readonly oracle: string;
  readonly quiet: readonly string[];
}
const CHANGES: Readonly<Record<string, Change>> = {
  "change-type": {
    setup: ORDERS,
    operation: AMOUNT,
    oracle: "ALTER TABLE orders ALTER COLUMN amount TYPE bigint USING amount::bigint",
    quiet: ["orders"],
  },
  "widen-key": {
    setup: `${FUNCTIONS} CREATE TABLE orders (id int PRIMARY KEY, ${UPDATED}); CREATE TABLE line (id bigint PRIMARY KEY, order_id int NOT NULL REFERENCES orders, ${UPDATED});
      INSERT INTO orders (id) SELECT i FROM generate_series(1, 20) i; INSERT INTO line (id, order_id) SELECT i, i FROM generate_series(1, 20) i;
      ${TRIGGERS("orders")} ${TRIGGERS("line")}`,
    operation: { "widen-key": { table: "orders", column: "id" } },
    oracle: "ALTER TABLE orders ALTER COLUMN id TYPE bigint; ALTER TABLE line ALTER COLUMN order_id TYPE bigint",
    quiet: ["orders", "line"],
  },
  "move-column": {
    setup: `${FUNCTIONS} CREATE TABLE customer (id int PRIMARY KEY, city text); CREATE TABLE profile (id int PRIMARY KEY, customer_id int NOT NULL UNIQUE, ${UPDATED});
      INSERT INTO customer SELECT i, 'c' || i FROM generate_series(1, 20) i; INSERT INTO profile (id, customer_id) SELECT i, i FROM generate_series(1, 20) i; ${TRIGGERS("profile")}`,
    operation: { "move-column": { table: "customer", column: "city", to: "profile", on: { customer_id: "id" } } },
    oracle: `ALTER TABLE profile ADD COLUMN city text; ALTER TABLE profile DISABLE TRIGGER USER;
      UPDATE profile SET city = c.city FROM customer c WHERE c.id = customer_id; ALTER TABLE profile ENABLE TRIGGER USER; ALTER TABLE customer DROP COLUMN city`,
    quiet: ["profile"],
  },
};

describe.each(fixtures)("$label: rows that no application wrote", (fixture) => {
  test.each(Object.entries(CHANGES))("are filled by %s unseen by the table's triggers", async (_name, change) => {
    const { document, notes, target } = await expectEveryStep(fixture, { ...change, operations: [change.operation] });
    expect(fillsOf(document).map((it) => it.triggers)).toEqual(change.quiet.map(() => "quiet"));
    expect(notes).toEqual(expect.arrayContaining(change.quiet.map(QUIET)));
    expect(await target.exec("SELECT what FROM audit")).toEqual([]);
  });

  test("are seen by triggers that always fire, of partitions too, and the notes say so", async () => {
    const setup = `${FUNCTIONS} CREATE TABLE orders (id int PRIMARY KEY, amount text, ${UPDATED}) PARTITION BY RANGE (id);
      CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (100); INSERT INTO orders (id, amount) SELECT i, i FROM generate_series(1, 5) i;
      CREATE TRIGGER below AFTER UPDATE ON orders_1 FOR EACH ROW EXECUTE FUNCTION note();
      CREATE TRIGGER always AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE orders ENABLE ALWAYS TRIGGER always`;
    const target = await fixture.target();
    await target.exec(setup);
    const { document, notes } = await expandOn(fixture.engine, await target.connect(), [AMOUNT]);
    expect(fillsOf(document)).toMatchObject([{ triggers: "quiet" }]);
    expect(notes).toContain(
      "The backfill of orders keeps its triggers quiet (below): no application wrote what it writes. ENABLE ALWAYS or REPLICA makes the trigger always fire for each row all the same.",
    );
    await target.exec("DROP TRIGGER below ON orders_1");
    const without = await expandOn(fixture.engine, await target.connect(), [AMOUNT]);
    expect(fillsOf(without.document)[0]?.triggers).toBeUndefined();
    expect(without.notes).toContain("The backfill of orders fires the trigger always for each row.");
  });

  test("are seen where the login may not keep triggers quiet, and the notes say how it may", async () => {
    const target = await fixture.target();
    await target.exec(ORDERS);
    const user = uniqueName("plain");
    await target.exec(`CREATE ROLE ${user} LOGIN PASSWORD 'plain'; GRANT ${user} TO CURRENT_USER; ALTER TABLE orders OWNER TO ${user};
      GRANT ALL ON SCHEMA public TO ${user}; ALTER TABLE audit OWNER TO ${user};
      DO $$ BEGIN EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO ${user}', current_database()); END $$`);
    onTestFinished(async () => {
      await target.exec(`DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`);
    });
    const address = { ...(target.address as NetworkAddress), user, password: "plain" };
    const connection = await fixture.engine.connect(address, { applicationName: "sluice:test" });
    onTestFinished(() => connection.close());
    const { document, notes } = await expandOn(fixture.engine, connection, [AMOUNT]);
    expect(fillsOf(document)[0]?.triggers).toBeUndefined();
    const { versionNumber } = await fixture.engine.introspector.probe(connection);
    const how =
      versionNumber < GRANTABLE_SINCE
        ? "Before PostgreSQL 15 only a superuser may set session_replication_role"
        : `As a superuser: GRANT SET ON PARAMETER session_replication_role TO ${user}`;
    expect(notes).toContain(
      `The backfill of orders fires its triggers (audited, touched) for each row, as any UPDATE does: ${user} may not keep them quiet. ${how}; then expand the plan anew.`,
    );
    if (versionNumber < GRANTABLE_SINCE) return;
    await target.exec(`GRANT SET ON PARAMETER session_replication_role TO ${user}`);
    const after = await expandOn(fixture.engine, connection, [AMOUNT]);
    expect(fillsOf(after.document)[0]?.triggers).toBe("quiet");
  });

  test("are copied quietly only where no constraint of the copy would be quiet too", async () => {
    const target = await fixture.target();
    await target.exec(`${FUNCTIONS} CREATE TABLE kind (id int PRIMARY KEY);
      CREATE TABLE event (id int, at date NOT NULL, kind int, PRIMARY KEY (id, at), ${UPDATED}); ${TRIGGERS("event")}`);
    const partition: PlanOperation = {
      "partition-table": { table: "event", by: "range", column: "at", partitions: [] },
    };
    const connection = await target.connect();
    const free = await expandOn(fixture.engine, connection, [partition]);
    expect(fillsOf(free.document)[0]?.triggers).toBe("quiet");
    await target.exec("ALTER TABLE event ADD CONSTRAINT of_kind FOREIGN KEY (kind) REFERENCES kind");
    const bound = await expandOn(fixture.engine, await target.connect(), [partition]);
    expect(fillsOf(bound.document)[0]?.triggers).toBeUndefined();
    expect(bound.notes).toContain(
      "The backfill of event fires its triggers (audited, touched) for each row, as any UPDATE does: with them the constraint of_kind would be quiet, which must look at each row that is copied.",
    );
  });
});
