import { expect, test } from "vitest";
import { createLog, withoutCredentials } from "./log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog("trace", "test", { write: (line: string) => void lines.push(line) }));
  return lines.join("");
}

test("a password in a URL is taken out wherever it stands, and the line stays JSON", () => {
  const url = "postgres://ann:MARKER@db:5432/shop";
  const lines = logged((log) => {
    log.info(`cannot reach ${url}`);
    log.error(
      { err: new Error(`at ${url}`, { cause: new Error(url) }), deep: { list: [{ url }] }, mail: "ann@example.test" },
      "failed",
    );
    log.info({ link: "http://sluice.test/setup#token=MARKER" }, "made");
  });
  expect(lines).not.toContain("MARKER");
  for (const line of lines.trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ name: "test" });
  expect(lines).toContain("ann@example.test");
});

test("values under the names of secrets are not logged", () => {
  const password = "MARKER";
  expect(
    logged((log) => log.warn({ password, it: { token: password, more: { sealedPassword: password } } }, "x")),
  ).not.toContain("MARKER");
});

test("rows that a driver puts into its errors stay out", () => {
  const error = Object.assign(new Error("duplicate key"), {
    code: "23505",
    detail: "Key (email)=(MARKER) exists",
    parameters: ["MARKER"],
  });
  const line = logged((log) => log.error({ err: error }, "failed"));
  expect(line).toContain("23505");
  expect(line).not.toContain("MARKER");
});

test("what has no credentials stays as it is", () => {
  for (const text of [
    "http://localhost:3000/x?y=1",
    "mail ann@example.test at 10:30",
    '{"a":"http://h:80","b":"c@d"}',
  ]) {
    expect(withoutCredentials(text)).toBe(text);
  }
});
