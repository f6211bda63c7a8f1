import type { Operation } from "./operation.ts";
import { RULE_REFUSALS } from "./rules/rule-refusals.ts";
import { typeChangeOf } from "./rules/type-change-of.ts";
import { typeChangeRule } from "./rules/type-change-rule.ts";
import { TWIN_REFUSALS } from "./twins/twin-refusals.ts";
import { typeInPlace } from "./twins/type-in-place.ts";

/** Free where the values keep their form (reference: postgres.md, 1.3), else a second column with dual writes (2.1 D). */
export const changeType: Operation<"change-type"> = {
  name: "change-type",
  engines: ["postgresql"],
  title: "Change a column's type",
  summary:
    "The column gets another type, or other values, under the same name. Values that keep their form are not touched; otherwise a second column is filled beside it, kept in step by a trigger, and takes its place.",
  keywords: ["alter column", "type", "cast", "convert", "cents", "varchar", "timestamptz", "jsonb", "using"],
  locks:
    "Where values keep their form: ACCESS EXCLUSIVE on the table, on what reads the column and on tables tied by its foreign keys, for milliseconds. Otherwise: ACCESS EXCLUSIVE for milliseconds when the second column and its trigger are added, and when it takes the old one's place. Rows are filled in batches, indexes are built concurrently, constraints are validated without blocking writers.",
  undo: "Until the end of the soak the old column is kept in step, and gets its name back. A change that needed no copy is changed back, which may rewrite the table.",
  refusals: [
    {
      what: "The type that the column has already",
      instead: "Name another, or say with `up` what its values shall become",
    },
    {
      what: "A default that does not become a value of the new type, or whose values `up` changes",
      instead: "Say with `default` what the new one is, or `default: null` for none",
    },
    {
      what: "A column that foreign keys point to, where its values take another form",
      instead: "An integer key with widen-key; otherwise drop the foreign key before, and add it after",
    },
    { what: "An identity column that becomes no integer", instead: "Drop the identity in a migration before" },
    ...RULE_REFUSALS,
    ...TWIN_REFUSALS,
  ],
  example: { table: "orders", column: "amount", type: "bigint", up: "round(amount * 100)", down: "amount / 100.0" },
  label: ({ table, column }) => `change-type ${table}.${column}`,

  async expand(spec, context) {
    const change = await typeChangeOf(spec, context);
    const keepsValues = spec.up === undefined && spec.default === undefined;
    const inPlace = keepsValues ? await typeInPlace(change, changeType.label(spec), context) : null;
    if (inPlace) return inPlace;
    return {
      rules: [await typeChangeRule(spec, { change, name: spec.column, from: changeType.label(spec) }, context)],
    };
  },
};
