import { backfillForm } from "./backfill-form.ts";
import { indexStepForm } from "./index-step-form.ts";
import { notValidForm } from "./not-valid-form.ts";
import type { SaferForm } from "./safer-form.ts";
import { setNotNullForm } from "./set-not-null-form.ts";
import { splitForm } from "./split-form.ts";
import { uniqueIndexForm } from "./unique-index-form.ts";

/** Every form. A rule has at most one. */
export const SAFER_FORMS: readonly SaferForm[] = [
  indexStepForm,
  notValidForm,
  setNotNullForm,
  uniqueIndexForm,
  backfillForm,
  splitForm,
];

export const saferFormOf = (rule: string): SaferForm | undefined =>
  SAFER_FORMS.find(({ rules }) => rules.includes(rule));
