import { expect, test } from "vitest";
import type { DomainError } from "#core/domain/domain-error.ts";
import { parseTargetUrl } from "./parse-target-url.ts";

const messageOf = (text: string): string => {
  try {
    parseTargetUrl(text);
  } catch (error) {
    return (error as DomainError).message;
  }
  return "";
};

test("a PostgreSQL URL is taken apart, escapes and all", () => {
  expect(parseTargetUrl("postgres://ann:p%40ss%2Fw%23rd@db.example:6543/my%20db?sslmode=verify-full")).toEqual({
    engine: "postgresql",
    address: {
      kind: "network",
      host: "db.example",
      port: 6543,
      user: "ann",
      password: "p@ss/w#rd",
      database: "my db",
      tls: "verify-full",
    },
  });
});

test("what a URL leaves out has the usual value", () => {
  expect(parseTargetUrl("postgresql://ann@[::1]/shop").address).toMatchObject({
    host: "::1",
    port: 5432,
    password: "",
    tls: "prefer",
  });
  expect(parseTargetUrl("postgres://a:b@h/d?ssl=true").address).toMatchObject({ tls: "require" });
  expect(parseTargetUrl("postgres://a:b@h/d?sslmode=verify-ca&application_name=x").address).toMatchObject({
    tls: "verify-full",
  });
});

test.each([
  ["sqlite:/data/a.db", "/data/a.db"],
  ["sqlite:///data/a.db", "/data/a.db"],
  ["file:/data/a%20b.db", "/data/a b.db"],
])("%s is a file", (text, file) => {
  expect(parseTargetUrl(text)).toEqual({ engine: "sqlite", address: { kind: "file", file } });
});

test.each([
  ["mysql://a:MARKER@h/d", /must be/],
  ["MARKER", /must be/],
  ["postgres://a:MARKER@/d", /no host|cannot be read/],
  ["postgres://a:MARKER@h", /no database/],
  ["postgres://:MARKER@h/d", /no user/],
  ["postgres://a:MARKER@x@h/d", /%40/],
  ["postgres://a:MARKER#x@h/d", /cannot be read|%23|no host/],
  ["postgres://a:MARKER%@h/d", /%25/],
  ["postgres://a:MARKER@h:99999/d", /cannot be read/],
  ["postgres://a:MARKER@h/d?sslmode=MARKER", /sslmode/],
  ["postgres://a:b@h/d?sslrootcert=/etc/MARKER", /sslrootcert/],
  ["postgres://a:b@h1,h2/d", /several hosts|cannot be read/],
  ["sqlite:relative/MARKER.db", /absolute/],
])("%s is refused with what is wrong, and is not repeated", (text, reason) => {
  expect(messageOf(text)).toMatch(reason);
  expect(messageOf(text)).not.toContain("MARKER");
});
