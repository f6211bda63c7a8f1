import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";

export interface AskedColumn {
  /** What the answer calls it. */
  readonly key: string;
  readonly table: TableRef;
  readonly column: string;
}

/** A statement that uses an asked column, with how often the server has carried it out. */
export interface CountedStatement {
  /** The same statement of the same user has the same one at the next look. */
  readonly id: string;
  readonly key: string;
  readonly access: "read" | "write";
  /** Without literals. */
  readonly text: string;
  readonly calls: number;
}

export interface CountedStatements {
  /** `null`: the server keeps no counts that can be read; a note says why. */
  readonly statements: readonly CountedStatement[] | null;
  /** What is not seen, and what would show it. */
  readonly notes: readonly string[];
}

/** What the server itself counts of the statements that are sent to it, by whomever. */
export interface StatementHistory {
  /** Whether a statement uses a column is told from its parse tree; in doubt it does. */
  counted(connection: Connection, columns: readonly AskedColumn[]): Promise<CountedStatements>;
}
