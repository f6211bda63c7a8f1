import type { OperationName } from "#core/domain/plan-operation.ts";

/** What a form holds of a field: texts as typed, pairs as a list of two texts, `null` where it is said that there shall be none. */
export type DraftValue = string | boolean | null | undefined | readonly DraftValue[] | DraftFields;
export interface DraftFields {
  readonly [key: string]: DraftValue;
}

/** An operation that is being filled in. */
export interface Draft {
  readonly id: string;
  readonly name: OperationName;
  readonly fields: DraftFields;
}
