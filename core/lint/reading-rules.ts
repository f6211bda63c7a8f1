import type { RuleText } from "#core/analysis/rule.ts";

/** What `sluice lint` tells of files before any rule sees a statement: what could not be read and so was not judged. */
export const READING_RULES: readonly RuleText[] = [
  {
    id: "not-analysable",
    title: "Not analysed",
    engines: ["postgresql", "sqlite"],
    category: "not analysed",
    detects: "SQL that does not parse, psql commands that run other SQL, a file that is no text",
    why: "What cannot be read cannot be judged. It is told, so that nobody takes silence for safety",
    safer: "Write it so that it parses, or look at it yourself and accept it with a reason.",
  },
  {
    id: "opaque-orm-step",
    title: "Migration in code",
    engines: ["postgresql", "sqlite"],
    category: "not analysed",
    detects:
      "Migrations of Rails, Django, Alembic, Laravel, Ecto, TypeORM, Knex, Sequelize, goose and Flyway that are written in code",
    why: "Which SQL it will run stands in no text, so it is not judged; it is told, so that nobody takes silence for safety",
    safer: "Let the tool print its SQL and give that to `sluice lint -`.",
  },
];
