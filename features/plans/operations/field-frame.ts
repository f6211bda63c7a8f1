/** What stands around a control: see `FormField`. */
export interface FieldFrame {
  readonly label: string;
  readonly hint: string | null;
  readonly isOptional: boolean;
  readonly error: string | undefined;
}
