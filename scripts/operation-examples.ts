import { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { OperationName, PlanOperation } from "#core/domain/plan-operation.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { type ExpandedPlan, expandOperations } from "#core/plan/expand-operations.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";

/** A small shop: what the examples of the operations are about. */
export const EXAMPLE_SCHEMA = `CREATE TYPE order_status AS ENUM ('open', 'new', 'paid', 'held', 'sent');
CREATE TYPE priority AS ENUM ('high', 'normal', 'low');
CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint,
  status text DEFAULT 'open',
  amount numeric(12,2) CONSTRAINT orders_check CHECK (amount > -1),
  note text NOT NULL DEFAULT '',
  fax text,
  placed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE orders_2019 (id bigint PRIMARY KEY, amount numeric(12,2));
CREATE TABLE order_lines (order_id bigint NOT NULL, line integer NOT NULL);
CREATE TABLE customer (id integer PRIMARY KEY, mail text NOT NULL, address text);
CREATE TABLE profile (customer_id integer PRIMARY KEY REFERENCES customer (id), state order_status, urgency priority);
CREATE TABLE invoice (id integer PRIMARY KEY, customer_id integer REFERENCES customer (id));
CREATE TABLE booking (id bigint PRIMARY KEY, room integer NOT NULL, during tsrange NOT NULL);
CREATE TABLE measurement (id bigint PRIMARY KEY, taken_at timestamptz NOT NULL, value double precision);
CREATE VIEW open_orders AS SELECT id, amount FROM orders WHERE status = 'open';
`;

/** What an example needs beside it. */
export const MORE_FOR_EXAMPLE: { readonly [N in OperationName]?: string } = {
  "split-column": "CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL);",
  "merge-columns": "CREATE TABLE person (id bigint PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL);",
  "replace-materialized-view":
    "CREATE MATERIALIZED VIEW sales_by_day AS SELECT placed_at::date AS day, sum(amount) AS total FROM orders GROUP BY 1;",
  "drop-constraint":
    "ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);",
};

/** An example, and what it becomes on the example schema. */
export interface ExpandedExample {
  readonly name: OperationName;
  readonly example: PlanOperation;
  readonly more: string | null;
  readonly expanded: ExpandedPlan | null;
  /** Why it could not be expanded. */
  readonly refusal: string | null;
}

/** Expands the example of every operation, each on a fresh schema of the database, which is emptied. */
export async function expandExamples(
  engine: Engine,
  connect: () => Promise<Connection>,
): Promise<readonly ExpandedExample[]> {
  const examples: ExpandedExample[] = [];
  for (const { name, example } of Object.values(OPERATIONS)) {
    await using connection = await connect();
    await connection.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
    await connection.query(EXAMPLE_SCHEMA + (MORE_FOR_EXAMPLE[name] ?? ""));
    await connection.query("ANALYZE");
    const operation = { [name]: example } as object as PlanOperation;
    examples.push({
      name,
      example: operation,
      more: MORE_FOR_EXAMPLE[name] ?? null,
      ...(await tryExpand(engine, connection, operation)),
    });
  }
  return examples;
}

async function tryExpand(engine: Engine, connection: Connection, operation: PlanOperation) {
  if (!engine.operations) throw new Error("This engine has no operations");
  const document: PlanDocument = {
    sluice: 1,
    name: "example",
    title: "Example",
    engine: engine.dialect,
    operations: [operation],
    phases: {},
  };
  const { versionNumber: version } = await engine.introspector.probe(connection);
  const { sql } = engine.operations;
  try {
    const catalog = engine.operations.catalog(connection);
    return { expanded: await expandOperations(document, { version, catalog, sql }), refusal: null };
  } catch (error) {
    if (error instanceof DomainError) return { expanded: null, refusal: error.message };
    throw error;
  }
}
