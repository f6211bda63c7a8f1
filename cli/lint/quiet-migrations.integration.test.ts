import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LintReport } from "#core/lint/lint-report.ts";
import { folderWith, lint, records } from "#test/lint-process.ts";

const QUIET = join(import.meta.dirname, "../../test/fixtures/lint-quiet");
interface Quiet {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Refuses a transaction: each runner has its own way to say so. */
  readonly isAlone: boolean;
}
/** Migrations as careful people write them: what other linters cry out about, and nobody has to wait for. */
const MIGRATIONS: readonly Quiet[] = readdirSync(QUIET)
  .toSorted()
  .map((file) => ({
    number: Number(file.slice(0, 2)),
    name: file
      .slice(3)
      .replace(/(\.concurrent)?\.sql$/, "")
      .replaceAll("-", "_"),
    sql: readFileSync(join(QUIET, file), "utf8"),
    isAlone: file.endsWith(".concurrent.sql"),
  }));

const digits = (number: number, width: number) => String(number).padStart(width, "0");
const stamp = (number: number) => `202601${digits(number, 2)}120000`;
const UNDO = "SELECT 1;\n";

type Files = Record<string, string>;
/** How each runner lays a migration out, and the version of the first. */
const LAYOUTS: Readonly<Record<string, { readonly first: string; readonly files: (it: Quiet) => Files }>> = {
  sqlx: {
    first: stamp(1),
    files: ({ number, name, sql, isAlone }) => ({
      [`migrations/${stamp(number)}_${name}.up.sql`]: isAlone ? `-- no-transaction\n${sql}` : sql,
      [`migrations/${stamp(number)}_${name}.down.sql`]: UNDO,
    }),
  },
  "golang-migrate": {
    first: "1",
    files: ({ number, name, sql }) => ({
      [`migrations/${digits(number, 6)}_${name}.up.sql`]: sql,
      [`migrations/${digits(number, 6)}_${name}.down.sql`]: UNDO,
    }),
  },
  diesel: {
    first: "2026-01-01-120000_shop",
    files: ({ number, name, sql, isAlone }) => {
      const folder = `migrations/2026-01-${digits(number, 2)}-120000_${name}`;
      return {
        [`${folder}/up.sql`]: sql,
        [`${folder}/down.sql`]: UNDO,
        ...(isAlone ? { [`${folder}/metadata.toml`]: "run_in_transaction = false\n" } : {}),
      };
    },
  },
  prisma: {
    first: `${stamp(1)}_shop`,
    files: ({ number, name, sql }) => ({ [`migrations/${stamp(number)}_${name}/migration.sql`]: sql }),
  },
  flyway: { first: "1", files: ({ number, name, sql }) => ({ [`db/migration/V${number}__${name}.sql`]: sql }) },
  dbmate: {
    first: stamp(1),
    files: ({ number, name, sql, isAlone }) => ({
      [`db/migrations/${stamp(number)}_${name}.sql`]: `-- migrate:up${isAlone ? " transaction:false" : ""}\n${sql}\n-- migrate:down\n${UNDO}`,
    }),
  },
  numbered: { first: "1", files: ({ number, name, sql }) => ({ [`sql/${digits(number, 4)}_${name}.sql`]: sql }) },
};

test("the fixtures are there", () => {
  expect(MIGRATIONS.length).toBeGreaterThan(12);
});

test.each(Object.entries(LAYOUTS))(
  "%s: careful migrations raise no alarm, with the first applied and with none",
  async (_, { first, files }) => {
    const folder = folderWith(Object.assign({}, ...MIGRATIONS.map(files)));
    for (const more of [["--applied-through", first], []]) {
      const run = await lint([".", "--format", "json", ...more], folder);
      expect(run.errors).toBe("");
      const { findings, count } = JSON.parse(run.out) as Pick<LintReport, "findings" | "count">;
      expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
      expect(count.analysed).toBe(count.statements);
      expect(count.statements).toBeGreaterThan(25);
    }
  },
);

test("as single files that one transaction would not suit: psql sends each statement alone", async () => {
  const folder = folderWith(Object.fromEntries(MIGRATIONS.map(({ name, sql }) => [`${name}.sql`, sql])));
  const refused = records(await lint([".", "--json"], folder)).filter(({ severity }) => severity === "error");
  expect(refused).toEqual([]);
});
