import { DomainError } from "#core/domain/domain-error.ts";
import { enumValueOf } from "./facts/enum-value-of.ts";
import type { Operation } from "./operation.ts";

/** Every release sees the new label at once (reference: postgres.md, 2.1 O), so it waits for contract. */
export const renameEnumValue: Operation<"rename-enum-value"> = {
  name: "rename-enum-value",
  engines: ["postgresql"],
  title: "Rename a value of an enum",
  summary: "All rows that hold the value show its new name from one moment to the next; none is rewritten.",
  keywords: ["enum", "type", "rename value", "label"],
  locks: "None on a table.",
  undo: "The value gets its old name back.",
  refusals: [{ what: "A name that another value has", instead: "Join two values with remove-enum-value" }],
  example: { type: "order_status", value: "sent", to: "shipped" },
  label: ({ type, value }) => `rename-enum-value ${type}.${value}`,

  async expand(spec, { catalog, sql }) {
    const type = await catalog.enumType(spec.type);
    enumValueOf(type, spec.value);
    if (type.values.includes(spec.to)) {
      throw new DomainError(
        "invalid-plan",
        `Type ${type.ref.name} has a value ${spec.to} already. Nothing was changed. To join two values use remove-enum-value.`,
      );
    }
    const rename = (from: string, to: string) =>
      `ALTER TYPE ${sql.table(type.ref)} RENAME VALUE ${sql.text(from)} TO ${sql.text(to)}`;
    return {
      steps: {
        cutover: [
          {
            gate: {
              ask: `Does every release read and write both ${spec.value} and ${spec.to} (or neither)? From contract on there is only ${spec.to}.`,
            },
          },
        ],
        contract: [
          {
            sql: rename(spec.value, spec.to),
            undo: rename(spec.to, spec.value),
            name: `Rename ${spec.value} of ${type.ref.name} to ${spec.to}`,
            ignore: [
              {
                rule: "enum-value-renamed",
                reason: "It is what was asked for, and the gate before asks for the releases",
              },
            ],
          },
        ],
      },
      notes: [
        `Literals '${spec.value}' in functions, views' callers and applications are not changed: a release that writes it after contract fails.`,
      ],
    };
  },
};
