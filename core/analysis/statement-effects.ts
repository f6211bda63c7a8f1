import type { ObjectName } from "./schema-model.ts";

export type RelationKind =
  | "table"
  | "partitioned"
  | "view"
  | "matview"
  | "index"
  | "sequence"
  | "composite"
  | "foreign";

/** What a statement does to one relation that existed before it. */
export interface RelationEffect {
  readonly relation: ObjectName;
  readonly kind: RelationKind;
  /** In the engine's words, such as `ACCESS EXCLUSIVE`. */
  readonly lock: string;
  /** Orders the engine's locks from weak (0: none) to strong. */
  readonly strength: number;
  readonly blocks: readonly ("reads" | "writes")[];
  /** Copies it to a new file. */
  readonly rewrites: boolean;
  /** Reads it in full for a check or as a source; reading for a rewrite or an index build is not told again. */
  readonly scans: boolean;
  /** Builds an index of it. */
  readonly buildsIndex: boolean;
  /** Short reasons for its lock and its work, such as `the foreign key points to it`; the statement names it where empty. */
  readonly why: readonly string[];
}

/** Something that decides and that the text and the model do not tell. The effects are those of the worst answer. */
export interface Dependence {
  readonly relation: ObjectName | null;
  readonly on: "volatility" | "time-zone" | "catalog" | "data" | "planner" | "tablespace" | "version" | "hidden-code";
  /** A sentence: `Rewrites only if public.f() is VOLATILE`. */
  readonly message: string;
  /** The worst that it can mean for a relation that the model does not have. */
  readonly worst?:
    | Pick<RelationEffect, "lock" | "strength" | "blocks" | "rewrites" | "scans" | "buildsIndex">
    | undefined;
}

export interface StatementEffects {
  /** `false`: the worst is assumed, since nobody has taught Sluice this statement or it hides what it does. */
  readonly analysable: boolean;
  /** Strongest lock first. A table born in this plan is in it as well, marked in the model. */
  readonly relations: readonly RelationEffect[];
  /** The server will refuse it: its code (SQLSTATE) and why. `isThere`: the schema is already as it would leave it. */
  readonly refused: { readonly code: string; readonly why: string; readonly isThere?: true } | null;
  readonly depends: readonly Dependence[];
  /** Waits for older transactions to end before it is done, without blocking anybody meanwhile. */
  readonly waitsForOthers: boolean;
}
