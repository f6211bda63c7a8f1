import type { ReactNode } from "react";

/** What stands around a control: see `FormField`. */
export interface FieldFrame {
  readonly label: string;
  readonly hint: ReactNode;
  readonly isOptional: boolean;
  readonly error: string | undefined;
}
