import type { RunnerId, TransactionMode } from "#core/domain/migration-runner-id.ts";
import type { MigrationRunner } from "./migration-runner.ts";

const ALWAYS = (mode: TransactionMode) => ({
  postgresql: mode,
  sqlite: mode,
});

/** Every runner that is recognised, written out. `docs/lint.md` says the same to people. */
export const RUNNERS: Readonly<Record<RunnerId, MigrationRunner>> = {
  diesel: {
    id: "diesel",
    title: "Diesel",
    sources: ["https://docs.rs/diesel_migrations/latest/diesel_migrations/struct.FileBasedMigrations.html"],
    order: "name",
    transaction: ALWAYS("one-transaction"),
    optOut: {
      mode: "one-message",
      inFile: null,
      beside: { name: "metadata.toml", says: /^\s*run_in_transaction\s*=\s*false\b/m },
    },
    ledger: { query: "SELECT version FROM __diesel_schema_migrations", holds: "each" },
  },
  prisma: {
    id: "prisma",
    title: "Prisma Migrate",
    // From 7.4 on a script that builds indexes concurrently is split; before, and otherwise, it goes as one message.
    sources: ["https://github.com/prisma/prisma/issues/14456", "https://github.com/prisma/prisma-engines/pull/5767"],
    order: "name",
    transaction: { postgresql: "one-message", sqlite: "each-alone" },
    optOut: { mode: "each-alone", inFile: /\bCREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY\b/i, beside: null },
    ledger: {
      query: "SELECT migration_name AS version FROM _prisma_migrations WHERE finished_at IS NOT NULL",
      holds: "each",
    },
  },
  flyway: {
    id: "flyway",
    title: "Flyway",
    sources: [
      "https://documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html",
      "https://github.com/flyway/flyway/blob/main/flyway-core/src/main/java/org/flywaydb/core/internal/parser/Parser.java",
    ],
    order: "flyway",
    transaction: { postgresql: "by-kind", sqlite: "one-transaction" },
    optOut: {
      mode: "each-alone",
      inFile: null,
      beside: { name: "<file>.conf", says: /^\s*executeInTransaction\s*[=:]\s*false\b/m },
    },
    ledger: { query: "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL", holds: "each" },
  },
  dbmate: {
    id: "dbmate",
    title: "dbmate",
    sources: ["https://github.com/amacneil/dbmate#migration-options", "https://github.com/amacneil/dbmate/issues/455"],
    order: "name",
    transaction: ALWAYS("one-transaction"),
    optOut: {
      mode: "one-message",
      inFile: /^--[ \t]*migrate:up\b[^\n]*\btransaction:false\b/m,
      beside: null,
    },
    ledger: { query: "SELECT version FROM schema_migrations", holds: "each" },
  },
  sqlx: {
    id: "sqlx",
    title: "SQLx",
    sources: [
      "https://docs.rs/sqlx/latest/sqlx/macro.migrate.html",
      "https://github.com/launchbadge/sqlx/blob/main/sqlx-postgres/src/migrate.rs",
    ],
    order: "number",
    transaction: ALWAYS("one-transaction"),
    optOut: { mode: "one-message", inFile: /^-- no-transaction/, beside: null },
    ledger: { query: "SELECT version FROM _sqlx_migrations WHERE success", holds: "each" },
  },
  "golang-migrate": {
    id: "golang-migrate",
    title: "golang-migrate",
    sources: [
      "https://github.com/golang-migrate/migrate/blob/master/source/parse.go",
      "https://github.com/golang-migrate/migrate/blob/master/database/postgres/postgres.go",
    ],
    order: "number",
    transaction: { postgresql: "one-message", sqlite: "one-transaction" },
    optOut: null,
    ledger: { query: "SELECT version FROM schema_migrations WHERE NOT dirty", holds: "last" },
  },
  "schema-dump": {
    id: "schema-dump",
    title: "Schema dump",
    sources: ["https://guides.rubyonrails.org/active_record_migrations.html#types-of-schema-dumps"],
    order: "none",
    transaction: ALWAYS("each-alone"),
    optOut: null,
    ledger: null,
  },
  numbered: {
    id: "numbered",
    title: "Numbered SQL files",
    sources: [],
    order: "number",
    transaction: ALWAYS("each-alone"),
    optOut: { mode: "one-message", inFile: /^-- no-transaction/, beside: null },
    ledger: null,
  },
  plain: {
    id: "plain",
    title: "SQL file",
    sources: ["https://www.postgresql.org/docs/current/app-psql.html"],
    order: "none",
    transaction: ALWAYS("each-alone"),
    optOut: null,
    ledger: null,
  },
};
