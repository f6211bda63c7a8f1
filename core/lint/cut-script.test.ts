import { expect, test } from "vitest";
import { cutScript } from "./cut-script.ts";
import { statementRanges } from "./statement-ranges.ts";

const lines = (text: string) => text.split("\n").map((line) => line.trimEnd());

test("backslash commands and the data of COPY are cut off, and every line stays where it was", () => {
  const text = [
    "\\restrict abc",
    "SET client_encoding = 'UTF8';",
    "COPY public.city (id, name) FROM stdin;",
    "1\tO'Hara; DROP TABLE city;",
    "2\t\\N",
    "\\.",
    "ALTER TABLE city ADD COLUMN x int;",
    "\\connect other",
  ].join("\n");
  const cut = cutScript(text, "postgresql");
  expect(lines(cut.text)).toEqual([
    "",
    "SET client_encoding = 'UTF8';",
    "COPY public.city (id, name) FROM stdin;",
    "",
    "",
    "",
    "ALTER TABLE city ADD COLUMN x int;",
    "",
  ]);
  expect(cut.text).toHaveLength(text.length);
  expect(cut.unseen).toEqual([]);
});

test("a backslash in a string, a comment or a function's body is no command", () => {
  const text =
    "SELECT E'a\\'b\\n', '\\x' -- \\i no.sql\n;\nCREATE FUNCTION f() RETURNS text AS $f$\n\\i no.sql\n$f$ LANGUAGE sql;";
  expect(cutScript(text, "postgresql")).toEqual({ text, unseen: [] });
});

test("a command that runs other SQL is told, and one that sends the statement ends it", () => {
  const cut = cutScript("\\i other.sql\nSELECT 'DROP TABLE a' \\gexec\nSELECT 1;", "postgresql");
  expect(cut.unseen.map(({ command }) => command)).toEqual(["\\i other.sql", "\\gexec"]);
  expect(statementRanges(cut.text, "postgresql")).toHaveLength(2);
});

test("dot commands of sqlite3 are cut off at the beginning of a line only", () => {
  const cut = cutScript(".mode csv\nSELECT a\n.5;\nINSERT INTO t VALUES ('\n.read x');\n.read more.sql", "sqlite");
  expect(lines(cut.text)).toEqual(["", "SELECT a", ".5;", "INSERT INTO t VALUES ('", ".read x');", ""]);
  expect(cut.unseen.map(({ command }) => command)).toEqual([".read more.sql"]);
});

test("statements are found by their own semicolons", () => {
  const text = "/* a; /* b; */ */ SELECT ';';\n-- c;\nDO $$ BEGIN PERFORM 1; END $$; SELECT $1; ;\nSELECT 2";
  const found = statementRanges(text, "postgresql").map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(["SELECT ';';", "DO $$ BEGIN PERFORM 1; END $$;", "SELECT $1;", "SELECT 2"]);
});

test("the semicolons within a trigger of SQLite are its own", () => {
  const text = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END; SELECT `a;b`, [c;d];";
  const found = statementRanges(text, "sqlite").map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual([
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END;",
    "SELECT `a;b`, [c;d];",
  ]);
});
