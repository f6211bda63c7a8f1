import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Draft, DraftFields, DraftValue } from "./draft.ts";
import { specOfDraft } from "./spec-of-draft.ts";

/** What is said of the migration as a whole; an empty text is made of its operations. */
export interface About {
  readonly title: string;
  readonly name: string;
  /** Schemas of views, for releases side by side. */
  readonly oldViews: string;
  readonly newViews: string;
}

const MOST_NAME = 63;
const MOST_TITLE = 160;

/** The plan document as JSON, without phases. `kept`: what it says and the form does not ask. */
export function planOfDrafts(
  about: About,
  drafts: readonly Draft[],
  engine: Dialect,
  kept: Pick<PlanDocument, "description" | "queries"> = {},
): string {
  const [old, next] = [about.oldViews.trim(), about.newViews.trim()];
  return JSON.stringify({
    sluice: 1,
    name: about.name.trim() || suggestedName(drafts),
    title: about.title.trim() || suggestedTitle(drafts),
    description: kept.description,
    engine,
    queries: kept.queries,
    ...(next === "" ? {} : { access: { ...(old === "" ? {} : { old }), new: next } }),
    operations: drafts.map(({ name, fields }) => ({ [name]: specOfDraft(fieldsOfOperation(name), fields) })),
  });
}

/** Such as "Change type orders.amount, drop column orders.note". */
export function suggestedTitle(drafts: readonly Draft[]): string {
  const parts = drafts.map(({ name, fields }) => `${name.replaceAll("-", " ")} ${subjectOf(fields)}`.trim());
  const title = parts.join(", ");
  return (title.slice(0, 1).toUpperCase() + title.slice(1)).slice(0, MOST_TITLE);
}

/** Such as `change-type-orders-amount`. */
export function suggestedName(drafts: readonly Draft[]): string {
  const slug = suggestedTitle(drafts)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MOST_NAME)
    .replaceAll(/^-+|-+$/g, "");
  return slug || "my-change";
}

/** What it is about, in short. */
function subjectOf(fields: DraftFields): string {
  const { table, column, type, view, index, name } = fields;
  const on = [table, column].map(textOf).filter((it) => it !== "");
  if (on.length > 0) return on.join(".");
  return [view, type, index, name].map(textOf).find((it) => it !== "") ?? "";
}

const textOf = (value: DraftValue): string => (typeof value === "string" ? value.trim() : "");
