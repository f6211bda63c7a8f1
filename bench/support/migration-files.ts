import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SECTORS = ["shop", "fleet", "clinic", "library", "airport"] as const;

const table = (at: number): string => `${SECTORS[at % SECTORS.length]}_${String(Math.floor(at / 10)).padStart(3, "0")}`;

/** Ten files for each table, of the kinds that repositories have: some harmless, some not. */
const FILES: readonly ((name: string) => string)[] = [
  (name) => `-- Creates ${name}.
CREATE TABLE ${name} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    code varchar(20),
    amount numeric(10, 2) NOT NULL DEFAULT 0,
    country text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ${name}_name ON ${name} (name);
COMMENT ON TABLE ${name} IS 'never NOT NULL; "drop table" is only said';
`,
  (name) => `SET LOCAL lock_timeout = '500ms';
ALTER TABLE ${name} ADD COLUMN note text, ADD COLUMN priority integer NOT NULL DEFAULT 0;
ALTER TABLE ${name} ALTER COLUMN code TYPE varchar(40);
`,
  (name) => `-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS ${name}_code ON ${name} (code);\n`,
  (name) =>
    `ALTER TABLE ${name} ALTER COLUMN country SET NOT NULL;\nALTER TABLE ${name} ADD COLUMN token uuid DEFAULT gen_random_uuid();\n`,
  (name) => `ALTER TABLE ${name} ADD CONSTRAINT ${name}_amount CHECK (amount >= 0) NOT VALID;\n`,
  (name) => `ALTER TABLE ${name} VALIDATE CONSTRAINT ${name}_amount;\n`,
  (name) => `CREATE TABLE ${name}_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint NOT NULL REFERENCES ${name} (id) ON DELETE CASCADE,
    quantity integer NOT NULL CHECK (quantity > 0)
);
CREATE INDEX ${name}_line_parent ON ${name}_line (parent_id);
`,
  (name) => `UPDATE ${name} SET note = 'é — ' || name WHERE note IS NULL;
INSERT INTO ${name} (name, country) VALUES ('first', 'NL'), ('second', 'BE') ON CONFLICT DO NOTHING;
`,
  (name) => `CREATE OR REPLACE FUNCTION ${name}_touch() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.created_at := coalesce(NEW.created_at, now());
  RETURN NEW;
END;
$body$;
CREATE TRIGGER ${name}_touch BEFORE INSERT ON ${name} FOR EACH ROW EXECUTE FUNCTION ${name}_touch();
CREATE VIEW ${name}_names AS SELECT id, name FROM ${name};
`,
  (name) =>
    `DROP VIEW ${name}_names;\nALTER TABLE ${name} DROP COLUMN note;\nALTER TABLE ${name} RENAME COLUMN code TO short_code;\n`,
];

/** Writes migrations as SQLx names them, and answers how many statements a reader would count. */
export function writeMigrationFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at++) {
    const text = FILES[at % FILES.length]?.(table(at)) ?? "";
    const version = 20200101000000 + at;
    writeFileSync(join(folder, `${version}_step.up.sql`), text);
  }
}
