import { DomainError } from "#core/domain/domain-error.ts";
import type { Operation } from "./operation.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { ENUM_REFUSALS } from "./rules/enum-refusals.ts";
import { changeEnum } from "./rules/enum-rules.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** The order of an enum's values is fixed when they are made: a type with another order takes its place. */
export const reorderEnum: Operation<"reorder-enum"> = {
  name: "reorder-enum",
  engines: ["postgresql"],
  title: "Reorder the values of an enum",
  summary:
    "A type with the same values in another order takes the place of the enum, in all tables that use it, so that ORDER BY and comparisons follow the new order.",
  keywords: ["enum", "type", "order", "sort"],
  locks:
    "ACCESS EXCLUSIVE for milliseconds on each table that uses the type, when the second column is added and when it takes the old one's place. Rows are filled in batches.",
  undo: "Until the end of the soak the old columns are kept in step, and get their names and their type back.",
  refusals: [
    {
      what: "Not each value once, or the order that is there already",
      instead: "Name all values in the new order; add or remove one with add-enum-value or remove-enum-value",
    },
    ...ENUM_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: { type: "priority", values: ["low", "normal", "high"] },
  label: ({ type }) => `reorder-enum ${type}`,

  async expand(spec, context) {
    const facts = await context.catalog.enumType(spec.type);
    const [given, known] = [spec.values.toSorted(), facts.values.toSorted()];
    if (new Set(given).size !== given.length || given.join("\0") !== known.join("\0")) {
      throw new DomainError(
        "invalid-plan",
        `Name each value of ${facts.ref.name} once, in the new order: ${facts.values.join(", ")}. To add or remove one, use add-enum-value or remove-enum-value.`,
      );
    }
    if (spec.values.join("\0") === facts.values.join("\0")) {
      throw new DomainError("invalid-plan", `The values of ${facts.ref.name} are in this order already.`);
    }
    return await changeEnum(
      {
        facts,
        values: spec.values,
        instead: {},
        from: reorderEnum.label(spec),
        soak: spec.soak ?? DEFAULT_SOAK,
      },
      context,
    );
  },
};
