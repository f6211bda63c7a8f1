import { z } from "zod";
import { planDocument } from "./plan-document.ts";

/** The JSON Schema of the plan document, for editors; `docs/plan.schema.json` is this. */
export const planSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(planDocument, { target: "draft-2020-12", io: "input" }),
  $id: "urn:sluice:plan:1",
  title: "Sluice plan",
});
