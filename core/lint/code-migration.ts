import type { Finding } from "#core/domain/finding.ts";
import type { LintFile } from "./lint-file.ts";

interface CodeTool {
  readonly title: string;
  readonly path: RegExp;
  readonly text: RegExp;
  /** How its SQL is had. */
  readonly fix: string;
}

/** Tools whose migrations are programs; what stands in them as SQL may be half of what they do. */
const TOOLS: readonly CodeTool[] = [
  {
    title: "Rails",
    path: /\.rb$/,
    text: /<\s*ActiveRecord::Migration\b/,
    fix: "Run it on a copy and give what it changed in db/structure.sql to `sluice lint`.",
  },
  {
    title: "Django",
    path: /\.py$/,
    text: /^class\s+Migration\s*\(\s*(migrations\.)?Migration\s*\)/m,
    fix: "`python manage.py sqlmigrate <app> <number> | sluice lint -` judges its SQL.",
  },
  {
    title: "Alembic",
    path: /\.py$/,
    text: /^revision\b[^=\n]*=[\s\S]*^def\s+upgrade\s*\(/m,
    fix: "`alembic upgrade <from>:<to> --sql | sluice lint -` judges its SQL.",
  },
  {
    title: "Laravel",
    path: /\.php$/,
    text: /\bextends\s+\\?(Illuminate\\Database\\Migrations\\)?Migration\b/,
    fix: "`php artisan migrate --pretend` prints its SQL; give that to `sluice lint -`.",
  },
  {
    title: "Ecto",
    path: /\.exs$/,
    text: /^\s*use\s+Ecto\.Migration\b/m,
    fix: "`mix ecto.migrate --log-migrations-sql` on a copy prints its SQL; give that to `sluice lint -`.",
  },
  {
    title: "TypeORM",
    path: /\.[cm]?[jt]s$/,
    text: /\bimplements\s+MigrationInterface\b/,
    fix: "Copy the SQL of its `queryRunner.query` calls into a file and give that to `sluice lint`.",
  },
  {
    title: "Sequelize",
    path: /\.[cm]?[jt]s$/,
    text: /\bqueryInterface\s*\.\s*\w+\s*\(/,
    fix: "Run it on a copy with `logging: console.log` and give the SQL to `sluice lint -`.",
  },
  {
    title: "Knex",
    path: /\.[cm]?[jt]s$/,
    text: /(\bexports\.up\s*=|\bexport\s+(async\s+)?function\s+up\s*\(|\bexport\s+const\s+up\s*=)[\s\S]*\bknex\b/,
    fix: "`.toSQL()` of its schema builder gives its SQL; give that to `sluice lint -`.",
  },
  {
    title: "goose",
    path: /\.go$/,
    text: /\bgoose\.AddMigration/,
    fix: "Write the migration as SQL where it can be.",
  },
  {
    title: "Flyway",
    path: /\.(java|kt)$/,
    text: /\bextends\s+BaseJavaMigration\b|:\s*BaseJavaMigration\s*\(/,
    fix: "Write the migration as SQL where it can be.",
  },
];

/** Folders in which such tools keep their migrations. */
const FOLDER = /(^|\/)(migrate|migrations?|versions|revisions)\//;
const CODE = /\.(rb|py|php|exs|go|java|kt|[cm]?[jt]s)$/;

/** Whether a file may be one, before it is read. */
export const mayBeCodeMigration = (path: string): boolean => CODE.test(path) && FOLDER.test(path);

/** A finding that says that a migration in code was not judged; `null` for a file that is none. */
export function codeMigration({ path, text }: LintFile): Finding | null {
  const tool = TOOLS.find((it) => it.path.test(path) && it.text.test(text));
  if (!tool) return null;
  const { line, column } = placeOf(text, tool.text);
  return {
    rule: "opaque-orm-step",
    severity: "warning",
    message: `A migration of ${tool.title} in code: which SQL it will run stands in no text, so it is not analysed`,
    fix: tool.fix,
    line,
    column,
  };
}

function placeOf(text: string, pattern: RegExp): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(0, text.search(pattern))).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
