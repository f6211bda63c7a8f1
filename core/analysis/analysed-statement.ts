import type { SchemaChange } from "./schema-change.ts";
import type { SourcePlace } from "./source-place.ts";

/** A name as it is written, for rules about names. */
export interface NamedThing {
  readonly what:
    | "table"
    | "column"
    | "index"
    | "constraint"
    | "view"
    | "sequence"
    | "type"
    | "function"
    | "schema"
    | "trigger"
    | "policy";
  /** As it is written, before the engine cuts it. */
  readonly name: string;
  /** Bytes of UTF-8. PostgreSQL cuts at 63. */
  readonly bytes: number;
  readonly place: SourcePlace;
}

/** One statement of a text, as the analysis sees it. */
export interface AnalysedStatement {
  readonly text: string;
  readonly place: SourcePlace;
  /** End in the text, UTF-16 units, without the semicolon. */
  readonly end: number;
  /** The standard's or engine's words, such as `ALTER TABLE … ADD COLUMN`. */
  readonly label: string;
  /** Several where one ALTER TABLE has several subcommands; never empty. */
  readonly changes: readonly SchemaChange[];
  /** Refuses to run in a transaction block, such as CREATE INDEX CONCURRENTLY. */
  readonly refusesTransaction: boolean;
  /** Names that it creates or gives. */
  readonly gives: readonly NamedThing[];
  /** Relations that it names without a schema. */
  readonly unqualified: readonly { readonly name: string; readonly place: SourcePlace }[];
}
