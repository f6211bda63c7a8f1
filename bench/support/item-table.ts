/** A realistic table: an identity key, texts of some length, two secondary indexes, pages that are full. */
export const itemTable = (rows: number): string => `
  CREATE TABLE item (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, cost text NOT NULL, category integer NOT NULL,
    created timestamptz NOT NULL, stock integer NOT NULL DEFAULT 0, note text, price numeric(12,2));
  INSERT INTO item (name, cost, category, created, note)
    SELECT 'item number ' || i, (i % 10000)::text || '.25', i % 500, timestamptz '2026-01-01' + i * interval '1 second', repeat('x', 60)
      FROM generate_series(1, ${rows}) AS g(i);
  CREATE INDEX item_category ON item (category);
  CREATE INDEX item_created ON item (created);`;

/** What a backfill of it writes. */
export const ITEM_SET = { price: "cost::numeric(12,2)" } as const;
