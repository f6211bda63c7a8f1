import type { ConditionSpec, QuerySpec } from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";

/** Statements that read or write rows. */
export type RowChange =
  | {
      readonly kind: "insert";
      readonly table: WrittenName;
      readonly columns: readonly string[] | null;
      readonly rows: number | null;
      readonly query: QuerySpec | null;
      readonly onConflict: boolean;
      readonly ordersAtRandom: boolean;
    }
  | {
      readonly kind: "update";
      readonly table: WrittenName;
      readonly set: readonly string[];
      readonly where: ConditionSpec;
      readonly query: QuerySpec;
      readonly only: boolean;
    }
  | {
      readonly kind: "delete";
      readonly table: WrittenName;
      readonly where: ConditionSpec;
      readonly query: QuerySpec;
      readonly only: boolean;
    }
  | { readonly kind: "merge"; readonly table: WrittenName; readonly query: QuerySpec }
  | {
      readonly kind: "copy";
      readonly table: WrittenName | null;
      readonly direction: "from" | "to";
      readonly query: QuerySpec | null;
    }
  | { readonly kind: "select"; readonly query: QuerySpec; readonly locks: readonly WrittenName[] }
  /** EXPLAIN without ANALYZE plans and changes nothing. */
  | { readonly kind: "explain"; readonly runs: boolean; readonly query: QuerySpec };

export type SessionChange =
  | {
      readonly kind: "transaction";
      readonly action: "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollback-to" | "prepare" | "other";
    }
  /** `value`: `null` for DEFAULT and RESET. */
  | { readonly kind: "set"; readonly name: string; readonly value: string | null; readonly local: boolean }
  | {
      readonly kind: "do";
      readonly language: string;
      readonly body: string;
      readonly dynamic: boolean;
      readonly ddl: boolean;
    }
  | { readonly kind: "call"; readonly function: WrittenName }
  /** Changes the catalog and locks no relation, such as CREATE ROLE. */
  | { readonly kind: "catalog-only"; readonly label: string }
  /** SQLite: PRAGMA, ATTACH, VACUUM of the file. */
  | { readonly kind: "pragma"; readonly name: string; readonly value: string | null }
  /** Nobody has taught Sluice this statement: the worst is assumed. */
  | { readonly kind: "other"; readonly label: string };
