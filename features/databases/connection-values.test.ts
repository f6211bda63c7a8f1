import { expect, test } from "vitest";
import { EMPTY_CONNECTION, labelsOf, labelsText, sourceOf } from "./connection-values.ts";

test("labels are read with and without a value, and written back the same", () => {
  const labels = labelsOf(" team=payments , tier=1,legacy, ");
  expect(labels).toEqual({ team: "payments", tier: "1", legacy: "" });
  expect(labelsText(labels)).toBe("team=payments, tier=1, legacy");
});

test("a pasted URL goes as it is, and only then", () => {
  expect(sourceOf({ ...EMPTY_CONNECTION, url: " postgres://a@b/c " })).toEqual({ source: { url: "postgres://a@b/c" } });
  expect(sourceOf(EMPTY_CONNECTION)).toEqual({ problems: { url: "Paste the URL of the database" } });
});

test("each remark of the contract stands at the field that it is about", () => {
  const answer = sourceOf({ ...EMPTY_CONNECTION, way: "form", host: "h", port: "0", user: "u" });
  expect(answer).toMatchObject({ problems: { database: "A database is needed", port: expect.any(String) } });
});

test("SQLite asks for a file and for nothing else", () => {
  const answer = sourceOf({ ...EMPTY_CONNECTION, way: "form", engine: "sqlite", file: "/data/a.db" });
  expect(answer).toEqual({ source: { address: { engine: "sqlite", file: "/data/a.db" } } });
});
