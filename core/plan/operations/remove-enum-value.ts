import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "../did-you-mean.ts";
import type { EnumFacts, Operation } from "./operation.ts";
import { DEFAULT_SOAK } from "./rules/default-soak.ts";
import { ENUM_REFUSALS } from "./rules/enum-refusals.ts";
import { changeEnum } from "./rules/enum-rules.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";

/** The server cannot take a value out of an enum: a type without it takes its place. */
export const removeEnumValue: Operation<"remove-enum-value"> = {
  name: "remove-enum-value",
  engines: ["postgresql"],
  title: "Remove a value of an enum",
  summary:
    "A type without the value takes the place of the enum, in all tables that use it; rows that hold the value get another one, and those that old releases write too.",
  keywords: ["enum", "type", "drop value", "delete"],
  locks:
    "ACCESS EXCLUSIVE for milliseconds on each table that uses the type, when the second column is added and when it takes the old one's place. Rows are filled in batches.",
  undo: "Until the end of the soak the old columns are kept in step, and get their names and their type back.",
  refusals: [
    { what: "A value that the type does not have, or the same as `instead`", instead: "Name two values of the type" },
    ...ENUM_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: { type: "order_status", value: "held", instead: "open" },
  label: ({ type, value }) => `remove-enum-value ${type} ${value}`,

  async expand(spec, context) {
    const facts = await context.catalog.enumType(spec.type);
    assertValue(facts, spec.value);
    assertValue(facts, spec.instead);
    if (spec.value === spec.instead) {
      throw new DomainError(
        "invalid-plan",
        `Rows that hold ${spec.value} cannot get ${spec.value} instead. Name another value.`,
      );
    }
    return await changeEnum(
      {
        facts,
        values: facts.values.filter((it) => it !== spec.value),
        instead: { [spec.value]: spec.instead },
        from: removeEnumValue.label(spec),
        soak: spec.soak ?? DEFAULT_SOAK,
      },
      context,
    );
  },
};

function assertValue({ ref, values }: EnumFacts, value: string): void {
  if (values.includes(value)) return;
  const meant = didYouMean(value, values);
  throw new DomainError(
    "invalid-plan",
    `Type ${ref.name} has no value ${value}${meant ? `, did you mean ${meant}?` : "."} Its values: ${values.join(", ")}.`,
  );
}
