import { expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import type { ErrorClass } from "../engine-errors.ts";
import { markCancelled, postgresErrors } from "./postgres-errors.ts";

const raised = (code: string, message = "m") => Object.assign(new Error(message), { code });

const TABLE: Record<ErrorClass, readonly string[]> = {
  conflict: ["40001", "40P01"],
  "lock-wait": ["55P03"],
  "too-slow": ["57014"],
  "too-big": ["53200"],
  cancelled: [],
  connection: [
    "08006",
    "08003",
    "57P01",
    "57P02",
    "57P03",
    "57P05",
    "25P03",
    "25P04",
    "40003",
    "08007",
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
  ],
  crowded: ["53300"],
  poison: ["22P02", "22003", "23505", "23514", "23502", "P0001"],
  "schema-moved": ["42703", "42P01", "0A000"],
  "wrong-server": ["25006"],
  storage: ["53100", "58030", "XX001", "XX002"],
  rights: ["42501", "28P01", "3D000"],
  bug: ["25P02", "XX000", "99999"],
};

test.each(Object.entries(TABLE).flatMap(([name, codes]) => codes.map((code) => [code, name])))(
  "%s is %s",
  (code, name) => {
    expect(postgresErrors.classify(raised(code))).toBe(name);
  },
);

test("a cancel of our own is no slow statement", () => {
  const error = raised("57014");
  markCancelled(error);
  expect(postgresErrors.classify(error)).toBe("cancelled");
});

test("what the driver says without a code about a lost session is a lost connection", () => {
  for (const message of [
    "Connection terminated unexpectedly",
    "Client has encountered a connection error and is not queryable",
    "Client was closed and is not queryable",
  ]) {
    expect(postgresErrors.classify(new Error(message))).toBe("connection");
  }
  expect(postgresErrors.classify(new DomainError("commit-unknown", "m"))).toBe("connection");
});

test("messages carry names and codes, never values of rows", () => {
  const messageOf = (code: string, message: string) => postgresErrors.describe(raised(code, message)).message;
  expect(messageOf("22P02", 'invalid input syntax for type numeric: "4111 1111"')).toBe(
    'invalid input syntax for type numeric: "…"',
  );
  expect(messageOf("23505", 'duplicate key value violates unique constraint "city_pkey"')).toContain("city_pkey");
  const error = Object.assign(raised("23505", "could not create unique index"), {
    detail: "Key (lower(name), card)=(a, 4111 1111) is duplicated.",
  });
  expect(postgresErrors.describe(error).message).toBe(
    "could not create unique index: more than one row has the same (lower(name), card)",
  );
  expect(messageOf("P0001", "card 4111 is blocked")).not.toContain("4111");
});
