import { expect, test } from "vitest";
import { codeMigration, mayBeCodeMigration } from "./code-migration.ts";

test.each([
  ["Rails", "db/migrate/20240101_a.rb", "class A < ActiveRecord::Migration[7.1]\nend\n"],
  [
    "Django",
    "shop/migrations/0002_a.py",
    "from django.db import migrations\n\nclass Migration(migrations.Migration):\n    pass\n",
  ],
  ["Alembic", "alembic/versions/ab12_a.py", 'revision: str = "ab12"\n\ndef upgrade() -> None:\n    op.add_column()\n'],
  ["Laravel", "database/migrations/2024_a.php", "<?php\nreturn new class extends Migration {};\n"],
  ["Ecto", "priv/repo/migrations/1_a.exs", "defmodule A do\n  use Ecto.Migration\nend\n"],
  ["TypeORM", "src/migrations/1-a.ts", "export class A1 implements MigrationInterface {}\n"],
  ["Sequelize", "migrations/1-a.js", "module.exports = { up: (queryInterface) => queryInterface.addColumn('a') };\n"],
  ["Knex", "migrations/1_a.js", "exports.up = (knex) => knex.schema.alterTable('a');\n"],
  ["goose", "migrations/1_a.go", "package m\nfunc init() { goose.AddMigrationContext(up, down) }\n"],
  ["Flyway", "db/migrations/V2__A.java", "public class V2__A extends BaseJavaMigration {}\n"],
])("a migration of %s in code is told, never passed over", (tool, path, text) => {
  expect(mayBeCodeMigration(path)).toBe(true);
  const finding = codeMigration({ path, text });
  expect(finding).toMatchObject({ rule: "opaque-orm-step", severity: "warning" });
  expect(finding?.message).toContain(`of ${tool} in code`);
});

test.each([
  ["src/models/user.ts", "export const a = 1;", false],
  ["migrations/helper.js", "exports.table = (name) => name;", true],
  ["migrations/__init__.py", "", true],
  ["db/migrate/README.md", "class A < ActiveRecord::Migration", false],
])("%s is none", (path, text, may) => {
  expect(mayBeCodeMigration(path)).toBe(may);
  if (may) expect(codeMigration({ path, text })).toBeNull();
});
