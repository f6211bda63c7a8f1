import type { ComponentType } from "react";
import type { OperationField } from "#contracts/operation-fields.ts";
import type { DraftFields, DraftValue } from "./draft.ts";
import type { Problems } from "./spec-problems.ts";
import type { Scope } from "./use-suggestions.ts";

/** The fields of an operation, or of a part of it. */
export interface FieldsProps {
  readonly fields: readonly OperationField[];
  readonly value: DraftFields;
  readonly onChange: (value: DraftFields) => void;
  /** Where they stand in the operation; empty at its top. */
  readonly path: string;
  readonly scope: Scope;
  readonly problems: Problems;
}

/** One field. A part has fields again: `Fields` shows them. */
export interface FieldProps<K extends OperationField["kind"] = OperationField["kind"]> {
  readonly field: Extract<OperationField, { readonly kind: K }>;
  readonly value: DraftValue;
  readonly onChange: (value: DraftValue) => void;
  readonly path: string;
  readonly scope: Scope;
  readonly problems: Problems;
  readonly Fields: ComponentType<FieldsProps>;
}
